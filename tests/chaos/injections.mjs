import { setTimeout as pause } from 'node:timers/promises';

/** What goes wrong with pushes all the time; the simulator encrypts every send anew. */
export const pushFaults = {
  losePush: 0.3,
  duplicatePush: 0.3,
  reorderPush: 0.3,
  delayPush: 0.2,
  delayPushSeconds: 3,
  unknownEvent: 0.05,
  malformedPush: 0.03,
};

/** A fault of the platform for a while. */
const platform = (fault) => async (installation, random) => {
  await installation.simulator('PUT', '/sim/api/faults', fault);
  await pause(random.whole(1000, 4000));
  await installation.simulator('PUT', '/sim/api/faults', { reset: true, ...pushFaults });
};

const kill = (name, signal, start) => async (installation, random) => {
  await installation.endApp(name, signal);
  await pause(random.whole(100, 1500));
  await start(installation);
};

const postgres = (signal) => async (installation, random) => {
  await installation.stopPostgres(signal);
  await pause(random.whole(100, 2000));
  await installation.startPostgres();
};

/** Everything that is broken on purpose, by name. */
export const injections = {
  'platform busy': platform({ busy: 0.6 }),
  'tokens expire': platform({ tokenExpired: 0.5 }),
  'tokens revoked': platform({ tokenRevoked: 0.5 }),
  'platform forbids (403)': platform({ forbidden: 0.7 }),
  'quota of the minute used up': platform({ minuteQuota: 0.3 }),
  'slow answers': platform({ slow: 0.6, slowMs: 3000 }),
  'half-sent answers': platform({ cutAnswer: 0.5 }),
  'ids as numbers': platform({ idsAsNumbers: 1 }),
  'api killed': kill('api', 'SIGKILL', (installation) => installation.startApi()),
  'worker killed': kill('worker', 'SIGKILL', (installation) => installation.startWorker()),
  'worker ended': kill('worker', 'SIGTERM', (installation) => installation.startWorker()),
  'Redis restarted empty': async (installation, random) => {
    await installation.redis.stop();
    await pause(random.whole(100, 2000));
    await installation.startRedis();
  },
  'PostgreSQL restarted': postgres('SIGINT'),
  'PostgreSQL crashed': postgres('SIGQUIT'),
  'disk full': async (installation, random) => {
    await installation.query(installation.databaseUrl, 'UPDATE chaos.disk SET is_full = true');
    await pause(random.whole(500, 2500));
    // Space is made by the owner, whom nothing refuses.
    await installation.query(installation.databaseUrl, 'UPDATE chaos.disk SET is_full = false');
  },
};
