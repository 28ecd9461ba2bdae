// npm run chaos -- --minutes N --seed S: everything that can break, breaks; then the product must agree with the platform.
import './require-node.mjs';
import { parseArgs } from 'node:util';
import { installDependencies } from './install.mjs';
import { SetupError } from './services.mjs';

installDependencies(new URL('..', import.meta.url).pathname);
const { build } = await import('./retail/temporary-installation.mjs');
const { runChaos } = await import('../tests/chaos/chaos.mjs');

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string' } } });
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9));
const started = Date.now();
const say = (text) => process.stderr.write(`[${((Date.now() - started) / 1000).toFixed(0).padStart(5)} s] ${text}\n`);

say(`Seed ${seed}; building what is stale.`);
build(['api', 'worker', 'wechat-sim']);
const interrupted = new Promise((_, reject) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.once(signal, () => reject(new SetupError(`Ended by ${signal}; nothing is left behind.`)));
});
const result = await runChaos({ seed, seconds: Number(values.minutes) * 60, say, interrupted }).catch((error) => {
  process.stderr.write(`${error instanceof SetupError ? error.message : error.stack}\n`);
  process.exit(1);
});
process.stdout.write(
  `Seed ${seed}: ${result.acts} acts of buyers and merchants; of the last ${result.pushes.looked} pushes `,
);
process.stdout.write(`${result.pushes.lost} were lost and ${result.pushes.sentAgain} sent more than once.\n`);
process.stdout.write(`The product was told to agree to ${result.refundsAgreedTo} refunds.\n`);
for (const [name, times] of Object.entries(result.injected)) process.stdout.write(`  ${name}: ${times}\n`);
process.stdout.write(
  `Agreed with the platform ${(result.settledMs / 1000).toFixed(0)} s after everything was whole again.\n`,
);
for (const difference of result.found) process.stdout.write(`DIFFERENT ${difference}\n`);
process.stdout.write(result.found.length === 0 ? 'No difference.\n' : `${result.found.length} differences.\n`);
process.exitCode = result.found.length === 0 ? 0 : 1;
