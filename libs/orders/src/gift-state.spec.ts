import { orderStatuses } from '@zhanggui/contracts';
import { describe, expect, it } from 'vitest';
import { giftState } from './gift-state';

describe('giftState', () => {
  it('tells a gift nobody took from one that was refunded after it was taken', () => {
    expect(giftState({ status: 'cancelled_refunded', wasClaimed: false })).toBe('expired');
    expect(giftState({ status: 'cancelled_refunded', wasClaimed: true })).toBe('refunded');
  });
  it('has an answer for every order state, and only an unknown order is an unknown gift', () => {
    for (const status of orderStatuses) {
      expect(giftState({ status, wasClaimed: true }) === 'unknown').toBe(status === 'unknown');
    }
  });
});
