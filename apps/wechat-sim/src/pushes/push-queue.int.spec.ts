import { afterEach, beforeEach, expect, it } from 'vitest';
import { dropDatabase, TestSimulator } from '../testing/test-simulator';

let sim: TestSimulator;
let appid: string;
beforeEach(async () => {
  sim = await TestSimulator.start();
  ({ appid } = await sim.shop(1));
});
afterEach(async () => {
  await sim.stop();
  await dropDatabase(sim.databaseUrl);
});

const place = () => sim.order(appid, { pay: false });

it('repeats by the timetable, at most ten sends, and encrypts each anew', async () => {
  sim.answer = () => ({ status: 200, answer: 'error' });
  await place();
  await sim.delivered();
  expect(sim.received.length).toBe(3);
  for (const seconds of [10, 60, 300, 1800, 3600, 3600, 3600, 9000]) await sim.pass(seconds);
  const sends = sim.received.filter(({ text }) => text.includes('channels_ec_order_new'));
  expect(sends.map(({ after }) => after)).toEqual([0, 0, 0, 10, 70, 370, 2170, 5770, 9370, 12970]);
  expect(new Set(sends.map(({ text }) => text)).size).toBe(1);
  const { pushes } = await sim.get(`/sim/api/pushes?appid=${appid}&state=failed`);
  const failed = (pushes as unknown as Record<string, unknown>[]).find(
    ({ event }) => event === 'channels_ec_order_new',
  );
  expect(failed).toMatchObject({ sends: 10, state: 'failed' });
  sim.answer = () => ({ status: 200, answer: '' });
  await sim.post(`/sim/api/pushes/${failed!['id']}/resend`);
  await sim.delivered();
  const done = await sim.get(`/sim/api/pushes?appid=${appid}&state=done`);
  expect(done['pushes']).toMatchObject([{ state: 'done', sends: 11 }]);
});

it('takes an empty answer as success and any other status than 200 as failure', async () => {
  const answers = [
    { status: 204, answer: '' },
    { status: 0, answer: 'timeout' },
    { status: 200, answer: '' },
  ];
  sim.answer = () => answers.shift()!;
  await place();
  await sim.delivered();
  expect((await sim.get(`/sim/api/pushes?appid=${appid}`))['pushes']).toMatchObject([{ state: 'done', sends: 3 }]);
});

it('sends what was pending when it was killed', async () => {
  sim.answer = () => ({ status: 500, answer: '' });
  await place();
  await sim.delivered();
  sim.simulator.queue.close();
  const next = await TestSimulator.start(sim.databaseUrl);
  await next.pass(10);
  expect(next.events()).toEqual(['channels_ec_order_new']);
  await next.stop();
});

it('sends in the order in which things happened', async () => {
  const { id } = await sim.order(appid);
  await sim.post(`/sim/api/orders/${id}/ship`);
  await sim.post(`/sim/api/orders/${id}/confirm`);
  await sim.delivered();
  const steps = ['new', 'pay', 'wait_shipping', 'deliver', 'confirm'];
  expect(sim.events()).toEqual(steps.map((step) => `channels_ec_order_${step}`));
});

it('loses, doubles, delays, cuts and invents when told to', async () => {
  const withFault = async (fault: object) => {
    await sim.put('/sim/api/faults', { reset: true, ...fault });
    sim.received.length = 0;
    await place();
    await sim.delivered();
    return sim.received.length;
  };
  expect(await withFault({ losePush: 1 })).toBe(0);
  expect(await withFault({ delayPush: 1 })).toBe(0);
  await sim.pass(5);
  expect(sim.received.length).toBe(1);
  expect(await withFault({ unknownEvent: 1 })).toBe(2);
  expect(sim.events()).toContain('channels_ec_unheard_of');
  expect(await withFault({ malformedPush: 1 })).toBe(1);
  expect(() => JSON.parse(sim.received[0]!.text)).toThrow();
  await sim.put('/sim/api/faults', { reset: true, duplicatePush: 1 });
  sim.answer = () => {
    if (sim.received.length === 2) sim.simulator.faults.change({ duplicatePush: 0 });
    return { status: 200, answer: 'success' };
  };
  sim.received.length = 0;
  await place();
  await sim.delivered();
  expect(sim.received.length).toBe(2);
});
