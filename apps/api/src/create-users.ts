import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { type NewUser, UsersService } from '@zhanggui/accounts';
import { connectDatabase, readConfiguration, SystemClock } from '@zhanggui/platform';

// Creates people from a JSON list on standard input; those whose e-mail exists are left as they are.
const db = await connectDatabase(readConfiguration().databaseUrl, 2);
try {
  const { provider, people } = JSON.parse(readFileSync(0, 'utf8')) as { provider: string; people: NewUser[] };
  const users = new UsersService(db, new SystemClock());
  const providerId = await users.ensureProvider(provider);
  let created = 0;
  for (const person of people) if (await users.create(providerId, person)) created += 1;
  process.stdout.write(`${created} of ${people.length} created\n`);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
} finally {
  await db.close();
}
