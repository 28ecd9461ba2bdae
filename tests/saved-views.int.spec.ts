import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from './support/caller';
import { Installation } from './support/installation';

interface View {
  id: string;
  name: string;
  query: Record<string, string>;
  columns: string[];
  shared: boolean;
  position: number;
  isOwn: boolean;
  ownerName: string;
}

let product: Installation;
let merchantId: string;
let otherMerchantId: string;
const people: Record<string, Caller> = {};
const by = (name: string): Caller => people[name]!;

beforeAll(async () => {
  product = await Installation.start();
  const person = async (name: string, role: string, more: Record<string, unknown> = {}, provider = 'Provider') => {
    people[name] = await product.person(
      { email: `${name}@test.example`, role: role as 'provider_owner', ...more },
      provider,
    );
  };
  await person('owner', 'provider_owner');
  await person('staff', 'provider_analyst');
  await person('foreigner', 'provider_owner', {}, 'Other provider');
  merchantId = (await by('owner').post<{ id: string }>('/api/v1/merchants', { name: 'Tea' })).id;
  otherMerchantId = (await by('owner').post<{ id: string }>('/api/v1/merchants', { name: 'Fruit' })).id;
  await person('tea', 'merchant_owner', { merchant: 'Tea' });
  await person('clerk', 'merchant_clerk', { merchant: 'Tea' });
  await person('fruit', 'merchant_owner', { merchant: 'Fruit' });
  await person('narrow', 'provider_staff', { onlyMerchants: ['Fruit'] });
});
afterAll(() => product?.stop());

const body = (name: string, more: Record<string, unknown> = {}) => ({
  page: 'orders',
  name,
  query: { view: 'to_ship', from: '2026-05-01' },
  columns: ['id', 'state'],
  ...more,
});
const save = (who: string, name: string, more: Record<string, unknown> = {}) =>
  by(who).post<View>('/api/v1/views', body(name, more));
const list = async (who: string) => (await by(who).get<{ items: View[] }>('/api/v1/views?page=orders')).items;
const names = async (who: string) => (await list(who)).map(({ name }) => name);
const code = async (who: string, method: string, path: string, sent?: unknown) => {
  const { status, body: text } = await by(who).send(method, path, sent);
  return status < 400 ? status : JSON.parse(text).code;
};

describe('saved views', () => {
  it('are kept as they were saved, in their order, and changed part by part', async () => {
    const first = await save('tea', 'First');
    const second = await save('tea', ' Second ', { columns: [] });
    expect(first).toMatchObject({
      name: 'First',
      query: { view: 'to_ship', from: '2026-05-01' },
      columns: ['id', 'state'],
    });
    expect([first.shared, first.isOwn, second.name, second.position]).toEqual([
      false,
      true,
      'Second',
      first.position + 1,
    ]);
    await by('tea').patch(`/api/v1/views/${first.id}`, { name: 'Renamed' });
    await by('tea').patch(`/api/v1/views/${first.id}`, { query: { isGift: 'true' }, position: 9 });
    const views = await list('tea');
    expect(views.map(({ name }) => name)).toEqual(['Second', 'Renamed']);
    expect(views[1]).toMatchObject({ query: { isGift: 'true' }, columns: ['id', 'state'], shared: false });
    expect(await code('tea', 'DELETE', `/api/v1/views/${first.id}`)).toBe(204);
    expect(await names('tea')).toEqual(['Second']);
  });

  it('have one name each for a person and page', async () => {
    const view = await save('clerk', 'Mine');
    await save('clerk', 'Other');
    expect(await code('clerk', 'POST', '/api/v1/views', body('Mine'))).toBe('NAME_TAKEN');
    expect(await code('clerk', 'PATCH', `/api/v1/views/${view.id}`, { name: 'Other' })).toBe('NAME_TAKEN');
    expect(await code('clerk', 'PATCH', `/api/v1/views/${view.id}`, { name: 'Mine' })).toBe(200);
    await save('tea', 'Mine');
  });

  it('are seen by colleagues of the same side when shared, and by nobody else', async () => {
    const ofMerchant = await save('tea', 'Shared by tea', { shared: true });
    const ofProvider = await save('owner', 'Shared by the provider', { shared: true });
    await save('owner', 'Kept to myself');
    const seenByClerk = (await list('clerk')).find(({ id }) => id === ofMerchant.id);
    expect(seenByClerk).toMatchObject({ isOwn: false, shared: true, ownerName: 'tea@test.example' });
    expect(await names('staff')).toEqual(['Shared by the provider']);
    for (const stranger of ['fruit', 'foreigner']) expect(await names(stranger)).toEqual([]);
    expect(await names('owner')).not.toContain('Shared by tea');
    expect(await names('clerk')).not.toContain('Shared by the provider');

    for (const [stranger, view] of [
      ['fruit', ofMerchant],
      ['foreigner', ofMerchant],
      ['owner', ofMerchant],
      ['clerk', ofProvider],
      ['foreigner', ofProvider],
    ] as const)
      expect(await code(stranger, 'POST', `/api/v1/views/${view.id}/duplicate`, {})).toBe('NOT_FOUND');

    await by('tea').patch(`/api/v1/views/${ofMerchant.id}`, { shared: false });
    expect(await names('clerk')).not.toContain('Shared by tea');
  });

  it('are changed and deleted by their owner alone, and copied by those who see them', async () => {
    const view = await save('tea', 'Morning', { shared: true });
    expect(await code('clerk', 'PATCH', `/api/v1/views/${view.id}`, { name: 'Stolen' })).toBe('NOT_FOUND');
    expect(await code('clerk', 'DELETE', `/api/v1/views/${view.id}`)).toBe('NOT_FOUND');
    const copy = await by('clerk').post<View>(`/api/v1/views/${view.id}/duplicate`);
    expect(copy).toMatchObject({
      name: 'Morning',
      isOwn: true,
      shared: false,
      query: view.query,
      columns: view.columns,
    });
    const again = await by('clerk').post<View>(`/api/v1/views/${view.id}/duplicate`);
    expect(again.name).toBe('Morning 2');
    const long = await save('clerk', 'x'.repeat(40));
    expect((await by('clerk').post<View>(`/api/v1/views/${long.id}/duplicate`)).name).toBe(`${'x'.repeat(38)} 2`);
    expect((await list('tea')).find(({ id }) => id === view.id)?.name).toBe('Morning');
  });

  it('drop a scope that the reader may not see, and keep it for those who may', async () => {
    const view = await save('owner', 'Tea today', { shared: true, query: { view: 'to_ship', merchant: merchantId } });
    const queryFor = async (who: string) => (await list(who)).find(({ id }) => id === view.id)?.query;
    expect(await queryFor('staff')).toEqual({ view: 'to_ship', merchant: merchantId });
    expect(await queryFor('narrow')).toEqual({ view: 'to_ship' });
    await by('owner').patch(`/api/v1/views/${view.id}`, { query: { merchant: otherMerchantId } });
    expect(await queryFor('narrow')).toEqual({ merchant: otherMerchantId });
    await by('owner').patch(`/api/v1/views/${view.id}`, { query: { merchant: 'nonsense' } });
    expect(await queryFor('narrow')).toEqual({});
  });

  it.each([
    ['a page without views', { page: 'nowhere' }],
    ['no name', { name: '  ' }],
    ['a name too long', { name: 'x'.repeat(41) }],
    ['a query that is no address', { query: { view: { $ne: 1 } } }],
    ['a query with a strange name', { query: { 'a b': '1' } }],
    ['a list for a query', { query: ['view'] }],
    ['a query over 4 KiB', { query: { note: '字'.repeat(1400) } }],
    ['columns that are none', { columns: ['a;b'] }],
    ['an owner', { userId: '01900000-0000-7000-8000-000000000000' }],
  ])('refuse %s', async (_, wrong) => {
    expect(await code('fruit', 'POST', '/api/v1/views', body('Wrong', wrong))).toBe('VALIDATION_FAILED');
  });

  it('end at fifty for a person, also when many are saved at once', async () => {
    const results = await Promise.all(
      Array.from({ length: 60 }, (_, i) => code('fruit', 'POST', '/api/v1/views', body(`View ${i}`))),
    );
    expect(results.filter((result) => result === 201)).toHaveLength(50);
    expect(results.filter((result) => result === 'TOO_MANY_VIEWS')).toHaveLength(10);
    const [{ id }] = (await list('fruit')) as [View];
    expect(await code('fruit', 'POST', `/api/v1/views/${id}/duplicate`, {})).toBe('TOO_MANY_VIEWS');
    await by('fruit').send('DELETE', `/api/v1/views/${id}`);
    expect(await code('fruit', 'POST', '/api/v1/views', body('Room again'))).toBe(201);
  });
});
