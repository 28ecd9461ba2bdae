import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Posting, retailPostings, total } from '../tools/retail/source.mjs';
import type { Caller } from './support/caller';
import { type ConnectedStore, Installation } from './support/installation';
import { Simulator } from './support/simulator';

// Five days of real sales in four shops of two merchants, pushed twice, out of order, or never.
const days = ['2010-12-05', '2010-12-06', '2010-12-07', '2010-12-08', '2010-12-09'];
const range = { from: '2010-12-05', to: '2010-12-10' };
const timeZone = 'Europe/London';

interface Certificate {
  day: string;
  kind: string;
  state: string;
  platformCount: number;
  ownCount: number;
  missing: string[];
  surplus: string[];
  repaired: number;
}
interface Figures {
  ordersPaid: number;
  gmvFen: number;
  refundFen: number;
  expiredGiftFen: number;
}
type FiguresByDay = Record<string, Figures>;

let simulator: Simulator;
let product: Installation;
let owner: Caller;
const stores: ConnectedStore[] = [];
let postings: Posting[];
const outcomes: string[] = [];

beforeAll(async () => {
  simulator = await Simulator.start();
  product = await Installation.start({ wechatBaseUrl: simulator.baseUrl });
  owner = await product.person({ email: 'owner@test.example', role: 'provider_owner' });
  for (const merchant of ['North', 'South']) {
    const first = await product.selfRunStore(owner, simulator, `${merchant} 1`, { timeZone });
    const second = { timeZone, merchantId: first.merchantId };
    stores.push(first, await product.selfRunStore(owner, simulator, `${merchant} 2`, second));
  }
  await product.drain();
  postings = await retailPostings({ ...range, shops: stores.length });
});
afterAll(async () => {
  await product?.stop();
  await simulator?.stop();
});

const appids = () => stores.map((store) => store.shop.appid);
const pushes = async (state: string, appid: string) =>
  (
    await simulator.api.get<{ pushes: { event: string; sends: number }[] }>(
      `/sim/api/pushes?appid=${appid}&state=${state}&limit=1000`,
    )
  ).pushes;
const allPushes = async (state: string) => (await Promise.all(appids().map((appid) => pushes(state, appid)))).flat();
const url = (store: ConnectedStore, path = '') => `/api/v1/stores/${store.id}${path}?merchantId=${store.merchantId}`;

/** What the source says of a shop's days, by the rules: days without anything left out. */
function sourceFigures(shop: number): FiguresByDay {
  const ofShop = postings.filter((posting) => posting.shop === shop && posting.what === 'kept');
  const figures = days.map((day): [string, Figures] => {
    const sales = total(ofShop, (posting) => posting.day === day && posting.kind === 'sales');
    const refunds = total(ofShop, (posting) => posting.day === day && posting.kind === 'cancellations');
    return [day, { ordersPaid: sales.documents, gmvFen: sales.fen, refundFen: refunds.fen, expiredGiftFen: 0 }];
  });
  return Object.fromEntries(figures.filter(([, { ordersPaid, refundFen }]) => ordersPaid > 0 || refundFen > 0));
}

const ours = () => Promise.all(stores.map((store) => product.figures(store.id)));
const fromSource = () => stores.map((_, shop) => sourceFigures(shop));

/** Holds every day of every store against the platform, and does what that asks for. */
async function certifyDays(): Promise<Certificate[]> {
  for (const store of stores) for (const day of days) await owner.post(url(store, '/certificates'), { day });
  await product.drain();
  const details = await Promise.all(stores.map((store) => owner.get<{ certificates: Certificate[] }>(url(store))));
  return details.flatMap(({ certificates }) => certificates.filter(({ day }) => days.includes(day)));
}

describe('real sales', () => {
  it('come in over a platform that repeats, reorders and loses its pushes', async () => {
    await simulator.faults({ duplicatePush: 0.3, reorderPush: 0.4, reorderPushMs: 600, losePush: 0.6 });
    await simulator.api.post('/sim/api/retail', { appids: appids(), ...range, pushes: true });
    // Work is done while the sales go on, so orders are read in every state that they pass.
    let state = 'running';
    while (state === 'running') {
      outcomes.push(...(await product.drain()));
      ({ state } = await simulator.api.get<{ state: string }>('/sim/api/retail'));
    }
    expect(state).toBe('done');
    await simulator.pushed();
    await simulator.faults({ reset: true });
    outcomes.push(...(await product.drain()));
    expect(outcomes).not.toContain('parked');

    const lost = await allPushes('lost');
    const sent = await allPushes('done');
    expect(await allPushes('failed')).toEqual([]);
    expect(lost.length).toBeGreaterThan(300);
    expect(sent.filter((push) => push.sends > 1).length).toBeGreaterThan(100);
    expect(lost.map((push) => push.event)).toContain('channels_ec_aftersale_update');
    // Something is missing now, and nothing is there twice.
    const sum = (figures: FiguresByDay[], measure: keyof Figures) =>
      figures.flatMap((byDay) => Object.values(byDay)).reduce((all, day) => all + day[measure], 0);
    const before = await ours();
    for (const measure of ['ordersPaid', 'gmvFen', 'refundFen'] as const) {
      expect(sum(before, measure)).toBeGreaterThan(0);
      expect(sum(before, measure)).toBeLessThan(sum(fromSource(), measure));
    }
  });

  it('are complete after every day was reconciled, and every certificate says so', async () => {
    const first = await certifyDays();
    expect(first.some((certificate) => certificate.missing.length > 0)).toBe(true);
    const second = await certifyDays();
    expect(second).toHaveLength(stores.length * days.length * 3);
    for (const certificate of second)
      expect(certificate).toMatchObject({
        state: 'equal',
        missing: [],
        surplus: [],
        platformCount: certificate.ownCount,
      });
    expect(second.reduce((all, certificate) => all + certificate.repaired, 0)).toBeGreaterThan(60);
    const counted = (kind: string) =>
      second.filter((certificate) => certificate.kind === kind).reduce((all, { ownCount }) => all + ownCount, 0);
    const kept = (kind: Posting['kind']) =>
      total(postings, (posting) => posting.kind === kind && posting.what === 'kept').documents;
    expect([counted('orders'), counted('after_sales')]).toEqual([kept('sales'), kept('cancellations')]);
  });

  it('add up to the source to the fen, per store and business day', async () => {
    expect(await ours()).toEqual(fromSource());
    expect(await product.scheduler.foldFigures()).toBeGreaterThan(0);
    expect(await ours()).toEqual(fromSource());
    const platform = await Promise.all(appids().map((appid) => simulator.figures(appid, timeZone)));
    expect(await ours()).toEqual(platform);
  });

  it.each(days)('leave out of %s what the named rules say and nothing else', async (day) => {
    const ofDay = postings.filter((posting) => posting.day === day);
    const figures = (await ours()).flatMap((byDay) => byDay[day] ?? []);
    for (const [kind, measure] of [
      ['sales', 'gmvFen'],
      ['cancellations', 'refundFen'],
    ] as const) {
      const source = total(ofDay, (posting) => posting.kind === kind && posting.what === 'source').fen;
      const excluded = total(ofDay, (posting) => posting.kind === kind && posting.what.startsWith('R')).fen;
      expect(figures.reduce((all, figure) => all + figure[measure], 0)).toBe(source - excluded);
    }
  });
});
