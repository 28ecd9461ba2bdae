import { describe, expect, it } from 'vitest';
import { entryPointOfSource, normaliseEntryPoint } from './entry-point';
import type { OrderItemSnapshot } from './order-snapshot';

const line = (skuId: string, realPriceFen: number): OrderItemSnapshot => ({
  lineKey: skuId,
  productId: '1',
  skuId,
  count: 1,
  attrs: [],
  coupons: [],
  discounts: {},
  isFreebie: false,
  realPriceFen,
});

describe('normaliseEntryPoint', () => {
  it.each([
    [2, 'live'],
    [3, 'short_video'],
    [4, 'share'],
    [5, 'showcase'],
    [6, 'article'],
  ])('scene %i is %s, whatever the sources', (scene, expected) => {
    expect(normaliseEntryPoint({ scene, sources: [{ accountType: 3 }], items: [] })).toBe(expected);
  });

  it.each([
    [1, 'channels'],
    [2, 'official_account'],
    [3, 'mini_program'],
    [4, 'wecom'],
    [5, 'alliance'],
    [6, 'official_account'],
    [1000, 'alliance'],
    [77, 'other'],
  ])('account type %i is %s when the scene says nothing', (accountType, expected) => {
    expect(normaliseEntryPoint({ scene: 1, sources: [{ accountType }], items: [] })).toBe(expected);
    expect(normaliseEntryPoint({ sources: [{ accountType }], items: [] })).toBe(expected);
  });

  it('goes with the source that sold most', () => {
    const sources = [
      { skuId: 'a', accountType: 3 },
      { skuId: 'b', accountType: 4 },
    ];
    expect(normaliseEntryPoint({ sources, items: [line('a', 100), line('b', 200)] })).toBe('wecom');
    expect(normaliseEntryPoint({ sources, items: [line('a', 300), line('b', 200)] })).toBe('mini_program');
  });

  it('tells a place that we do not know from none at all', () => {
    expect(normaliseEntryPoint({ scene: 99, sources: [], items: [] })).toBe('other');
    expect(normaliseEntryPoint({ scene: 1, sources: [{}], items: [] })).toBe('other');
    expect(normaliseEntryPoint({ sources: [], items: [] })).toBe('unknown');
    expect(entryPointOfSource({})).toBe('unknown');
  });
});
