import 'reflect-metadata';
import { readDatabaseUrl } from '@zhanggui/platform';
import { backup } from '@zhanggui/schema';

// Writes the database of DATABASE_URL into a file.
const [file] = process.argv.slice(2);
try {
  if (!file) throw new Error('name the file to write');
  const { tables, rows } = await backup(readDatabaseUrl(), file);
  process.stdout.write(`Wrote ${rows} rows of ${tables} tables to ${file}.\n`);
  process.stdout.write(
    'Its secrets and addresses stay sealed: keep ENCRYPTION_KEYS apart from it, and never lose them.\n',
  );
} catch (error) {
  process.stderr.write(`No backup was made: ${(error as Error).message}\n`);
  process.exit(1);
}
