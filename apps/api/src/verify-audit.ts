import { existsSync, readFileSync } from 'node:fs';
import { type ChainFault, type HeadLine, verifyChains } from '@zhanggui/audit';
import { readDatabaseUrl } from '@zhanggui/platform';
import { DataSource } from 'typeorm';

// Checks every audit chain, entry by entry, and against the heads that were written down outside the database.
const words: Record<ChainFault['kind'], string> = {
  changed: 'was changed after it was written',
  missing: 'is missing',
  inserted: 'does not follow the one before it',
  cut: 'and what came after it is gone: a head that was written down knows of more',
};

const file = process.argv[2];
const heads: HeadLine[] =
  file && existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line))
    : [];
const source = await new DataSource({ type: 'postgres', url: readDatabaseUrl() }).initialize();
let [chains, entries, faults] = [0, 0, 0];
try {
  for await (const result of verifyChains((sql, params) => source.query(sql, params), heads)) {
    chains += 1;
    entries += result.entries;
    faults += result.faults.length;
    for (const fault of result.faults)
      process.stdout.write(`${result.chain}: entry ${fault.seq} ${words[fault.kind]}\n`);
  }
} finally {
  await source.destroy();
}
process.stdout.write(
  `${entries} entries in ${chains} chains, held against ${heads.length} heads written down${file ? ` in ${file}` : ''}: ${faults === 0 ? 'nothing was changed' : `${faults} faults`}\n`,
);
process.exitCode = faults === 0 ? 0 : 1;
