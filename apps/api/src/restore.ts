import 'reflect-metadata';
import { readDatabaseUrl } from '@zhanggui/platform';
import { restore } from '@zhanggui/schema';

// Fills the empty database of DATABASE_URL from a file of backup.
const [file] = process.argv.slice(2);
try {
  if (!file) throw new Error('name the file to read');
  const { tables, rows } = await restore(readDatabaseUrl(), file);
  process.stdout.write(`Restored ${rows} rows of ${tables} tables from ${file}.\n`);
  process.stdout.write(
    'Start with the ENCRYPTION_KEYS that the backup was made under; what happened since is read from the platform.\n',
  );
} catch (error) {
  process.stderr.write(`Nothing was restored: ${(error as Error).message}\n`);
  process.exit(1);
}
