import type { Random } from '../kit/random';
import type { OrderKind, PaymentMethod, Step } from '../orders/order';

const minute = 60;
const hour = 3600;
const day = 86_400;

export const randomKind = (random: Random): OrderKind =>
  random.weighted<OrderKind>([
    ['self', 78],
    ['gift', 7],
    ['group-gift', 5],
    ['free-gift', 2],
    ['group-buy', 6],
    ['voucher', 2],
  ]);

const randomMethod = (random: Random): PaymentMethod =>
  Number(
    random.weighted([
      ['1', 87],
      ['2', 8],
      ['3', 3],
      ['4', 2],
    ]),
  ) as PaymentMethod;

/**
 * What will happen to an order of this kind that is placed at `at`: a function that gives the steps of each share.
 * `haste` divides all waiting times but that of the payment.
 */
export function planOrder(kind: OrderKind, at: number, random: Random, haste = 1): (share: number) => Step[] {
  const after = (time: number, min: number, max: number) =>
    time + Math.max(1, Math.round(random.int(min, max) / haste));
  const paysNothing = kind === 'free-gift';
  const abandons = !paysNothing && random.chance(0.07);
  const paidAt = at + Math.max(1, Math.round(random.int(5, 180) / Math.sqrt(haste)));
  const payment: Step = {
    at: paidAt,
    act: 'pay',
    method: kind === 'self' ? randomMethod(random) : random.chance(0.1) ? 2 : 1,
  };

  const untilPaid = (share: number): Step[] => (share > 0 || paysNothing ? [] : [payment]);
  const isGift = kind === 'gift' || kind === 'group-gift' || paysNothing;

  return (share) => {
    if (abandons)
      return share === 0 && random.chance(0.4) ? [{ at: at + random.int(10, 20 * minute), act: 'cancel' }] : [];
    const steps = untilPaid(share);
    let ready = paidAt;
    if (isGift) {
      if (random.chance(0.2)) return steps;
      ready = after(paidAt, minute, 20 * hour);
      steps.push({ at: ready, act: 'accept' });
    }
    if (kind === 'group-buy') {
      ready = after(paidAt, 10 * minute, 12 * hour);
      steps.push({ at: ready, act: 'complete-group' });
    }
    return [...steps, ...(kind === 'voucher' ? redeem(ready) : fulfil(ready))];
  };

  function redeem(from: number): Step[] {
    return random.chance(0.8) ? [{ at: after(from, hour, 5 * day), act: 'confirm' }] : [];
  }

  function fulfil(from: number): Step[] {
    const steps: Step[] = [];
    if (random.chance(0.03)) return [{ at: after(from, 10 * minute, 10 * hour), act: 'ask-refund' }];
    let shippedAt = after(from, 2 * hour, 40 * hour);
    if (random.chance(0.08)) {
      steps.push({ at: shippedAt, act: 'ship-part' });
      shippedAt = after(shippedAt, 4 * hour, 30 * hour);
    }
    steps.push({ at: shippedAt, act: 'ship' });
    const receivedAt = after(shippedAt, 2 * day, 6 * day);
    if (random.chance(0.75)) steps.push({ at: receivedAt, act: 'confirm' });
    if (random.chance(0.05)) steps.push({ at: after(receivedAt, hour, 3 * day), act: 'ask-refund' });
    return steps;
  }
}

/** How the merchant and the buyer handle an after-sale. */
export function planAfterSale(at: number, random: Random, haste = 1): Step[] {
  const after = (time: number, min: number, max: number) =>
    time + Math.max(1, Math.round(random.int(min, max) / haste));
  const answeredAt = after(at, hour / 2, 30 * hour);
  if (random.chance(0.08)) return [{ at: answeredAt, act: 'refuse' }];
  const sentAt = after(answeredAt, 6 * hour, 3 * day);
  return [
    { at: answeredAt, act: 'agree' },
    { at: sentAt, act: 'send-back' },
    { at: after(sentAt, day, 5 * day), act: 'agree' },
  ];
}
