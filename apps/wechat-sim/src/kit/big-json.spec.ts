import { expect, it } from 'vitest';
import { parseBigJson, withBareIds } from './big-json';

it('keeps every digit of a long id', () => {
  expect(parseBigJson('{"order_id":3731001000000000001,"n":12,"list":[3600010000000000007]}')).toEqual({
    order_id: '3731001000000000001',
    n: 12,
    list: ['3600010000000000007'],
  });
});

it('takes the quotes off ids and off nothing else', () => {
  const json = JSON.stringify({
    order_id: '3731001000000000001',
    order_id_list: ['3731001000000000001', '3731001000000000002'],
    title: '3731001000000000001',
    sku_id: '36001',
  });
  expect(withBareIds(json)).toBe(
    '{"order_id":3731001000000000001,"order_id_list":[3731001000000000001,3731001000000000002],' +
      '"title":"3731001000000000001","sku_id":"36001"}',
  );
});
