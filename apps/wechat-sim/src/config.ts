import { fileURLToPath } from 'node:url';

/** The only reader of the environment. */
export interface Config {
  host: string;
  port: number;
  databaseUrl: string;
  seed: string;
  retryScheduleSeconds: readonly number[];
  ticketIntervalSeconds: number;
  /** The Online Retail data; found beside the program when it is not given. */
  retailFile: string;
}

const platformRetrySchedule = '0,0,10,60,300,1800,3600,3600,3600';

export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const wrong: string[] = [];
  const whole = (name: string, fallback: number, max: number) => {
    const value = Number(env[name] ?? fallback);
    if (!Number.isInteger(value) || value < 0 || value > max) wrong.push(name);
    return value;
  };
  const retryScheduleSeconds = (env['SIM_RETRY_SCHEDULE'] || platformRetrySchedule).split(',').map(Number);
  if (retryScheduleSeconds.some((seconds) => !(seconds >= 0))) wrong.push('SIM_RETRY_SCHEDULE');
  const databaseUrl = env['SIM_DATABASE_URL'] ?? '';
  if (!databaseUrl) wrong.push('SIM_DATABASE_URL');
  const config = {
    host: env['SIM_HOST'] ?? '127.0.0.1',
    port: whole('SIM_PORT', 3100, 65535),
    databaseUrl,
    seed: env['SIM_SEED'] ?? '1',
    retryScheduleSeconds,
    ticketIntervalSeconds: whole('SIM_TICKET_INTERVAL_SECONDS', 600, 86_400),
    retailFile:
      env['SIM_RETAIL_FILE'] ||
      fileURLToPath(new URL('../../../data/online-retail/online-retail.csv.gz', import.meta.url)),
  };
  if (wrong.length > 0) throw new Error(`Missing or wrong: ${wrong.join(', ')}`);
  return Object.freeze(config);
}
