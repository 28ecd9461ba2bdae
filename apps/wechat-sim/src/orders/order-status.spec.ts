import { describe, expect, it } from 'vitest';
import { afterSaleTransitions } from '../after-sales/after-sale';
import { OrderStatus, orderTransitions, statusesMatching } from './order-status';

function reachable(transitions: Readonly<Record<string, readonly (string | number)[]>>, start: string): Set<string> {
  const seen = new Set([start]);
  for (const state of seen) for (const next of transitions[state] ?? []) seen.add(String(next));
  return seen;
}

describe('orders', () => {
  it('reach every state from the first', () => {
    const states = reachable(orderTransitions, String(OrderStatus.pendingPayment));
    expect([...states].map(Number).sort((a, b) => a - b)).toEqual(Object.values(OrderStatus).sort((a, b) => a - b));
  });

  it('have no way on from a cancelled state', () => {
    expect(orderTransitions[OrderStatus.cancelled]).toEqual([]);
    expect(orderTransitions[OrderStatus.refunded]).toEqual([]);
  });

  it('are filtered as the platform filters', () => {
    expect(statusesMatching(20)).toEqual([20, 21]);
    expect(statusesMatching(30)).toEqual([30, 21]);
    expect(statusesMatching(250)).toEqual([250, 200]);
    expect(statusesMatching(100)).toEqual([100]);
  });
});

it('an after-sale can end with the money back, exchanged, withdrawn or closed', () => {
  const states = reachable(afterSaleTransitions, 'MERCHANT_PROCESSING');
  const final = [...states].filter((state) => !(state in afterSaleTransitions)).sort();
  expect(final).toEqual([
    'MERCHANT_EXCHANGE_SUCCESS',
    'MERCHANT_REFUND_SUCCESS',
    'MERCHANT_RETURN_SUCCESS',
    'RETURN_CLOSED',
    'USER_CANCELD',
  ]);
});
