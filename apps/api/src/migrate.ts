import 'reflect-metadata';
import { readConfiguration } from '@zhanggui/platform';
import { migrate } from '@zhanggui/schema';

// Brings the database of DATABASE_URL to the newest schema.
try {
  const ran = await migrate(readConfiguration().databaseUrl);
  process.stdout.write(ran.length === 0 ? 'The database is up to date.\n' : `Ran ${ran.length}: ${ran.join(', ')}\n`);
} catch (error) {
  process.stderr.write(`The database could not be migrated: ${(error as Error).message}\n`);
  process.exit(1);
}
