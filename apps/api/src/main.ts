import 'reflect-metadata';
import { setTimeout as pause } from 'node:timers/promises';
import { UsersService } from '@zhanggui/accounts';
import { type Configuration, ConfigurationError, readConfiguration } from '@zhanggui/platform';
import { createApp } from './create-app';
import { Ending } from './ending';

/** Requests under way have this long to be answered. */
const shutdownMs = 15_000;

async function start(config: Configuration): Promise<void> {
  const app = await createApp(config);
  await createFirstOwner(app.get(UsersService), config);
  await app.listen(config.port, config.host);
  process.send?.('ready');
  const end = async () => {
    const ending = app.get(Ending);
    if (ending.isBegun) return;
    ending.begin();
    await pause(config.shutdownDelaySeconds * 1000);
    setTimeout(() => process.exit(1), shutdownMs).unref();
    await app.close();
    process.exit(0);
  };
  process.once('SIGTERM', () => void end());
  process.once('SIGINT', () => void end());
}

/** An installation without users gets the owner that its configuration names. */
async function createFirstOwner(users: UsersService, config: Configuration): Promise<void> {
  const owner = config.firstOwner;
  if (!owner || (await users.hasUsers())) return;
  const providerId = await users.ensureProvider('Zhanggui');
  await users.create(providerId, {
    email: owner.email,
    password: owner.password,
    name: owner.email.split('@')[0]!,
    role: 'provider_owner',
  });
}

try {
  await start(readConfiguration());
} catch (error) {
  process.stderr.write(
    `${error instanceof ConfigurationError ? error.message : String((error as Error).stack ?? error)}\n`,
  );
  process.exit(1);
}
