import { Scheduler } from '@zhanggui/ingestion';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from './support/caller';
import { Installation } from './support/installation';
import { type SimulatedShop, Simulator } from './support/simulator';

interface Detail {
  state: string;
  nickname: string | null;
  problem: { en: string; remedyEn: string } | null;
  permissionSets: { id: number; granted: boolean; needed: boolean }[];
}

let simulator: Simulator;
let product: Installation;
let owner: Caller;
let merchantId: string;
let shop: SimulatedShop;

const componentEvents = () =>
  (
    product.worker.get(Scheduler) as unknown as {
      component: { processDue(): Promise<number>; recoverAuthorizers(): Promise<number> };
    }
  ).component;
const events = async () => {
  await simulator.pushed();
  await componentEvents().processDue();
  await product.drain();
};
const connect = (appid: string, name: string) =>
  owner.send('POST', '/api/v1/stores', { mode: 'provider', merchantId, name, appid });
const detail = (id: string) => owner.get<Detail>(`/api/v1/stores/${id}?merchantId=${merchantId}`);

beforeAll(async () => {
  simulator = await Simulator.start();
  product = await Installation.start({ wechatBaseUrl: simulator.baseUrl });
  owner = await product.person({ email: 'owner@test.example', role: 'provider_owner' });
  merchantId = (await owner.post<{ id: string }>('/api/v1/merchants', { name: 'Merchant' })).id;
  await product.registerComponent(simulator);
  await simulator.pushed();
  shop = await simulator.shop('Authorised shop');
});
afterAll(async () => {
  await product?.stop();
  await simulator?.stop();
});

describe('a store that the provider runs for its merchant', () => {
  let storeId: string;

  it('keeps the ticket encrypted', async () => {
    const [row] = await product.database.owner.query('SELECT ticket_sealed FROM component_state');
    expect(row.ticket_sealed).toMatch(/^test\./);
    expect(row.ticket_sealed).not.toContain('ticket');
  });

  it('cannot be connected before the merchant has authorised', async () => {
    const { status, body } = await connect(shop.appid, 'Too early');
    expect([status, JSON.parse(body).code]).toEqual([409, 'NOT_AUTHORIZED_YET']);
  });

  it('waits unclaimed after the purchase and is connected to a merchant', async () => {
    await simulator.api.post(`/sim/api/shops/${shop.appid}/purchase`, {});
    await events();
    const unclaimed = await owner.get<{ items: { appid: string; nickname: string; permissionSets: number[] }[] }>(
      '/api/v1/stores/unclaimed',
    );
    expect(unclaimed.items).toMatchObject([
      { appid: shop.appid, nickname: 'Authorised shop', permissionSets: [129, 130, 131] },
    ]);
    const { status, body } = await connect(shop.appid, 'Connected');
    expect(status).toBe(201);
    storeId = JSON.parse(body).id;
    await product.drain();
    expect((await owner.get<{ items: unknown[] }>('/api/v1/stores/unclaimed')).items).toEqual([]);
    expect(await detail(storeId)).toMatchObject({ state: 'connected', nickname: 'Authorised shop' });
  });

  it('receives its orders as XML under the component’s key', async () => {
    const id = await simulator.paidOrder(shop.appid);
    await product.settle(simulator);
    const { items } = await owner.get<{ items: { paidFen: number }[] }>(`/api/v1/orders?platformOrderId=${id}`);
    expect(items[0]?.paidFen).toBe((await simulator.get(id)).paidFen);
    const [push] = await product.database.owner.query('SELECT body FROM inbox LIMIT 1');
    expect(push.body).toMatch(/^<xml>/);
  });

  it('says which permission set is missing, parks the work, and goes on when the merchant grants it', async () => {
    await simulator.api.post(`/sim/api/shops/${shop.appid}/update-authorization`, { permissionSets: [129] });
    await events();
    const id = await simulator.paidOrder(shop.appid, { at: new Date(Date.now() - 60_000).toISOString() });
    await product.database.owner.query("UPDATE store_sync SET due_at = now() - interval '1 second'");
    await product.scheduler.requestPolls();
    expect(await product.drain()).toContain('parked');
    const failing = await detail(storeId);
    expect(failing.state).toBe('failing');
    expect(failing.problem?.en).toMatch(/131/);
    expect(failing.permissionSets.find((set) => set.id === 131)).toMatchObject({ granted: false, needed: true });
    await simulator.api.post(`/sim/api/shops/${shop.appid}/update-authorization`, { permissionSets: [129, 131] });
    await events();
    await product.drain();
    expect(await detail(storeId)).toMatchObject({ state: 'connected', problem: null });
    const { items } = await owner.get<{ items: unknown[] }>(`/api/v1/orders?platformOrderId=${id}`);
    expect(items).toHaveLength(1);
  });

  it('stops when the merchant withdraws', async () => {
    await simulator.api.post(`/sim/api/shops/${shop.appid}/unauthorize`);
    await events();
    expect(await detail(storeId)).toMatchObject({ state: 'unauthorized' });
    const [row] = await product.database.owner.query('SELECT refresh_token_sealed FROM authorizer WHERE app_id = $1', [
      shop.appid,
    ]);
    expect(row.refresh_token_sealed).toBeNull();
  });

  it('takes an authorisation up again that came while the platform did not let us in', async () => {
    const late = await simulator.shop('Late event');
    await simulator.faults({ forbidden: 1 });
    await simulator.api.post(`/sim/api/shops/${late.appid}/purchase`, {});
    await events();
    expect((await connect(late.appid, 'Late')).status).toBe(409);
    await simulator.faults({ reset: true });
    await product.database.owner.query('UPDATE component_event SET available_at = now() WHERE processed_at IS NULL');
    await events();
    expect((await connect(late.appid, 'Late')).status).toBe(201);
  });

  it('goes on when the merchant withdrew and granted again, and both events were lost', async () => {
    const shaky = await simulator.shop('Shaky');
    await simulator.api.post(`/sim/api/shops/${shaky.appid}/purchase`, {});
    await events();
    const { id } = JSON.parse((await connect(shaky.appid, 'Shaky')).body) as { id: string };
    await product.drain();
    await simulator.faults({ losePush: 1 });
    await simulator.api.post(`/sim/api/shops/${shaky.appid}/unauthorize`);
    await product.database.owner.query("UPDATE store_sync SET due_at = now() - interval '1 second'");
    await product.scheduler.requestPolls();
    await product.drain();
    expect(await detail(id)).toMatchObject({ state: 'unauthorized' });
    await simulator.api.post(`/sim/api/shops/${shaky.appid}/purchase`, {});
    await simulator.faults({ reset: true });
    await product.database.owner.query('UPDATE component_state SET listed_at = NULL');
    await componentEvents().recoverAuthorizers();
    await product.drain();
    expect(await detail(id)).toMatchObject({ state: 'connected', problem: null });
    const parked = 'SELECT topic FROM work WHERE store_id = $1 AND parked_at IS NOT NULL';
    expect(await product.database.owner.query(parked, [id])).toEqual([]);
  });

  it('finds an authorisation whose event was lost in the platform’s list', async () => {
    const lost = await simulator.shop('Lost event');
    await simulator.faults({ losePush: 1 });
    await simulator.api.post(`/sim/api/shops/${lost.appid}/purchase`, {});
    await events();
    await simulator.faults({ reset: true });
    expect((await connect(lost.appid, 'Lost')).status).toBe(409);
    await product.database.owner.query('UPDATE component_state SET listed_at = NULL');
    expect(await componentEvents().recoverAuthorizers()).toBe(1);
    expect((await connect(lost.appid, 'Found')).status).toBe(201);
  });
});
