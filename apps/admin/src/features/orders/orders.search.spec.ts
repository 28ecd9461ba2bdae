import { describe, expect, it } from 'vitest';
import { parseSearch, stringifySearch } from '../../shared/search';
import { filterCount, filterOf, type OrderSearch, orderViews, parseOrderSearch, toOrderQuery } from './orders.search';

const throughUrl = (search: OrderSearch) => parseOrderSearch(parseSearch(stringifySearch({ ...search })));

describe('the filter in the URL', () => {
  it('comes back as it went', () => {
    const search: OrderSearch = {
      view: 'to_ship',
      platformOrderId: '3705115058471208928',
      platformGiftId: '9000000000000000001',
      entryPoint: 'live',
      isGift: false,
      from: '2026-05-01',
      to: '2026-05-03',
      paidFrom: '2026-05-02',
      paidTo: '2026-05-04',
      status: 'to_ship,partly_shipped',
      refunded: true,
      counted: 'orders',
      countedFrom: '2026-05-01',
      countedTo: '2026-05-07',
      cursor: 'WyIyMDI2Il0',
      page: 3,
      cols: 'id,state,paid',
      order: '01890a5d-ac96-774b-bcce-b302099a8057',
      hide: 'call,push',
    };
    expect(throughUrl(search)).toEqual(search);
    expect(throughUrl({ ...search, isGift: true }).isGift).toBe(true);
  });

  it('drops what does not belong there', () => {
    expect(
      parseOrderSearch({
        view: 'nonsense',
        platformOrderId: '12x',
        isGift: 'maybe',
        from: '2026-13-01',
        page: '7',
        order: '1',
      }),
    ).toEqual(
      expect.objectContaining({ view: undefined, platformOrderId: undefined, isGift: undefined, from: undefined }),
    );
    expect(parseOrderSearch({ page: '7' }).page).toBeUndefined();
  });

  it('names each state once, and a figure only with its days', () => {
    expect(parseOrderSearch({ status: 'partly_shipped,nonsense,to_ship,to_ship' }).status).toBe(
      'to_ship,partly_shipped',
    );
    expect(parseOrderSearch({ counted: 'orders', countedFrom: '2026-05-01' }).counted).toBeUndefined();
    expect(
      parseOrderSearch({ counted: 'gmvFen', countedFrom: '2026-05-01', countedTo: '2026-05-01' }),
    ).not.toHaveProperty('countedFrom');
  });

  it('puts turned-round days in order', () => {
    expect(parseOrderSearch({ from: '2026-05-03', to: '2026-05-01' })).toMatchObject({
      from: '2026-05-01',
      to: '2026-05-03',
    });
  });
});

describe('toOrderQuery', () => {
  it('takes whole days of the store’s zone', () => {
    expect(toOrderQuery({ from: '2026-05-01', to: '2026-05-01' }, 'Asia/Shanghai')).toEqual({
      from: '2026-04-30T16:00:00.000Z',
      to: '2026-05-01T16:00:00.000Z',
      limit: 50,
    });
    expect(
      toOrderQuery({ paidFrom: '2026-05-01', paidTo: '2026-05-01', status: 'to_ship,shipped' }, 'Asia/Shanghai'),
    ).toEqual({
      paidFrom: '2026-04-30T16:00:00.000Z',
      paidTo: '2026-05-01T16:00:00.000Z',
      status: ['to_ship', 'shipped'],
      limit: 50,
    });
    expect(toOrderQuery({ to: '2026-03-08' }, 'America/New_York')).toEqual({
      to: '2026-03-09T04:00:00.000Z',
      limit: 50,
    });
  });
});

it('counts filters without the tab', () => {
  expect(filterCount(filterOf({ view: 'to_ship' }))).toBe(0);
  expect(filterCount({ from: '2026-05-01', to: '2026-05-02', isGift: false })).toBe(2);
  expect(
    filterCount({ paidFrom: '2026-05-01', counted: 'orders', countedFrom: '2026-05-01', countedTo: '2026-05-01' }),
  ).toBe(2);
});

it('offers each view once', () => {
  expect(new Set(orderViews).size).toBe(orderViews.length);
});
