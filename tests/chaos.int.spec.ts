import { expect, it, vi } from 'vitest';
// The same engine as `npm run chaos`, which runs before anything is compiled.
// @ts-expect-error no types
import { runChaos } from './chaos/chaos.mjs';

vi.setConfig({ testTimeout: 600_000 });

it('agrees with the platform in everything after everything that can break was broken', async () => {
  const { acts, injected, pushes, refundsAgreedTo, found } = await runChaos({ seed: 20_260_501, seconds: 32 });
  expect(found).toEqual([]);
  expect(acts).toBeGreaterThan(50);
  expect(refundsAgreedTo).toBeGreaterThan(2);
  expect(Object.keys(injected).length).toBeGreaterThan(8);
  expect(pushes.lost).toBeGreaterThan(10);
  expect(pushes.sentAgain).toBeGreaterThan(10);
});
