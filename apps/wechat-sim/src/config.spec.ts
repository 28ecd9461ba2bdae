import { expect, it } from 'vitest';
import { readConfig } from './config';

it('takes the platform timetable by default', () => {
  const config = readConfig({ SIM_DATABASE_URL: 'postgres://127.0.0.1/sim' });
  expect(config).toMatchObject({ host: '127.0.0.1', port: 3100, seed: '1', ticketIntervalSeconds: 600 });
  expect(config.retryScheduleSeconds).toEqual([0, 0, 10, 60, 300, 1800, 3600, 3600, 3600]);
});

it('names every wrong variable and no value', () => {
  const env = { SIM_PORT: 'many', SIM_RETRY_SCHEDULE: '0,x', SIM_TICKET_INTERVAL_SECONDS: '-1' };
  expect(() => readConfig(env)).toThrow(
    'Missing or wrong: SIM_RETRY_SCHEDULE, SIM_DATABASE_URL, SIM_PORT, SIM_TICKET_INTERVAL_SECONDS',
  );
});
