// npm run bench -- ingest list [--quick]
import { parseArgs } from 'node:util';
import { SetupError } from '../tools/services.mjs';
import { describeMachine, keep } from './measure.mjs';

const benchmarks = ['ingest', 'list'];
const started = Date.now();
const say = (text) => process.stderr.write(`[${((Date.now() - started) / 1000).toFixed(0).padStart(4)} s] ${text}\n`);

try {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { quick: { type: 'boolean' } } });
  const names = positionals.length === 0 ? benchmarks : positionals;
  const unknown = names.filter((name) => !benchmarks.includes(name));
  if (unknown.length > 0)
    throw new SetupError(`No benchmark ${unknown.join(', ')}: there are ${benchmarks.join(', ')}.`);
  for (const name of names) {
    const { run } = await import(`./${name}.mjs`);
    const machine = describeMachine();
    const file = keep(name, Boolean(values.quick), { machine, ...(await run({ quick: Boolean(values.quick), say })) });
    process.stdout.write(`Written to ${file}\n\n`);
  }
} catch (error) {
  process.stderr.write(`\n${error instanceof SetupError ? error.message : error.stack}\n`);
  process.exitCode = 1;
}
