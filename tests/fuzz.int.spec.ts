import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { FuzzTarget } from './fuzz/fuzz';

// The same engine as `npm run fuzz`; the number and the seed come from there.
const inputs = Number(process.env['FUZZ_INPUTS'] ?? 2000);
const seed = Number(process.env['FUZZ_SEED'] ?? 20_260_501);
vi.setConfig({ testTimeout: 120_000 + inputs * 60 });

let target: FuzzTarget;
beforeAll(async () => {
  target = await FuzzTarget.start();
});
afterAll(() => target?.stop());

it('keeps every authentic push once and no other, whatever is in it, and never answers a 5xx', async () => {
  await expect(target.fuzzDoor(Math.ceil(inputs * 0.8), seed)).resolves.toBeUndefined();
});

it('gets every order right after malformed answers, and adds nothing to the figures because of them', async () => {
  await expect(target.fuzzAnswers(Math.ceil(inputs * 0.2), seed)).resolves.toBeUndefined();
});
