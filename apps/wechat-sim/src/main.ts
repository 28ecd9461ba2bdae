import { fileURLToPath } from 'node:url';
import { readConfig } from './config';
import { makeServer } from './http-server';
import { systemClock } from './kit/clock';
import { httpSend } from './pushes/http-send';
import { Simulator } from './simulator';
import { openDatabase } from './store/database';
import { upgradeSchema } from './store/schema';

const tickEveryMs = 100;
const pushConnections = 8;

function endWithError(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : error}\n`);
  process.exit(1);
}

async function main(): Promise<void> {
  const config = readConfig();
  const pool = await openDatabase(config.databaseUrl);
  await upgradeSchema(pool);
  const { send, close } = httpSend(pushConnections);
  const simulator = new Simulator({ config, pool, clock: systemClock, send, onLostWrite: endWithError });
  await simulator.load();
  const server = makeServer(simulator, fileURLToPath(new URL('./web', import.meta.url)));
  await server.listen({ host: config.host, port: config.port });

  let ticking = false;
  const tick = async () => {
    if (ticking) return;
    ticking = true;
    simulator.traffic.pump();
    await simulator.ticker.tick(simulator.clock.now());
    ticking = false;
  };
  const timers = [
    setInterval(() => tick().catch(endWithError), tickEveryMs),
    setInterval(() => simulator.component.config && simulator.pushTicket(), config.ticketIntervalSeconds * 1000),
  ];

  let ending = false;
  const end = async () => {
    if (ending) return;
    ending = true;
    for (const timer of timers) clearInterval(timer);
    await server.close();
    simulator.queue.close();
    await close();
    await simulator.writer.settled();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void end().catch(endWithError));

  const [address] = server.addresses();
  const port = typeof address === 'object' ? address.port : config.port;
  process.stdout.write(`${JSON.stringify({ ready: true, port })}\n`);
}

main().catch(endWithError);
