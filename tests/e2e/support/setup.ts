import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
// @ts-expect-error plain JavaScript, since it runs before anything is built
import { freePort } from '../../../tools/services.mjs';
import { ended, launch, printed } from './launcher';

/** One installation with its demo for all browser tests, started as a new user starts it. */
export default async function setup(): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'zhanggui-e2e-'));
  const [port, simulatorPort] = [await freePort(), await freePort()];
  const launched = launch({ DATA_DIR: dataDir, PORT: String(port), SIM_PORT: String(simulatorPort) });
  await printed(launched, 'Ctrl-C ends everything');
  process.env['E2E_URL'] = `http://localhost:${port}`;
  process.env['E2E_SIMULATOR'] = `http://localhost:${simulatorPort}`;
  return async () => {
    launched.child.kill('SIGINT');
    await ended(launched);
    rmSync(dataDir, { recursive: true, force: true });
  };
}
