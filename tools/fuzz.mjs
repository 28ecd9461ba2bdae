// npm run fuzz -- --inputs N --seed S: malformed pushes and answers, by the engine of tests/fuzz.
import './require-node.mjs';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { installDependencies } from './install.mjs';

const root = path.resolve(import.meta.dirname, '..');
installDependencies(root);
const { values } = parseArgs({ options: { inputs: { type: 'string', default: '100000' }, seed: { type: 'string' } } });
const seed = values.seed ?? String(Math.floor(Math.random() * 1e9));
const started = Date.now();
process.stdout.write(
  `${values.inputs} inputs, seed ${seed}: four of five at the door, the rest as answers of the platform.\n`,
);
const env = { ...process.env, FUZZ_INPUTS: values.inputs, FUZZ_SEED: seed };
const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'integration', 'tests/fuzz.int.spec.ts'];
process.exitCode = spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' }).status ?? 1;
process.stdout.write(
  `${((Date.now() - started) / 1000).toFixed(0)} s, seed ${seed}: ${process.exitCode === 0 ? 'nothing fell over, nothing was lost' : 'something is wrong'}.\n`,
);
