import { act, api } from './api.js';
import { element, timeOf, yuan } from './dom.js';
import { texts } from './texts.js';

/** What a person can do with an order in this state. */
const actsByStatus = {
  10: ['pay', 'cancel', 'expire'],
  12: ['accept', 'expire'],
  13: ['complete-group'],
  17: ['confirm', 'refund'],
  20: ['ship', 'ship-part', 'refund'],
  21: ['ship', 'refund'],
  30: ['confirm', 'refund'],
  100: ['refund'],
};

const actsOfAfterSale = {
  MERCHANT_PROCESSING: ['agree', 'reject', 'withdraw', 'finish'],
  USER_WAIT_RETURN: ['return', 'withdraw', 'finish'],
  MERCHANT_WAIT_RECEIPT: ['agree', 'finish'],
  PLATFORM_REFUNDING: ['finish'],
  USER_WAIT_RECEIPT: ['finish'],
};

const isOnePiece = ({ lines }) => lines.length === 1 && lines[0].count === 1;
const actsFor = (order) =>
  (actsByStatus[order.status] ?? []).filter((name) => name !== 'ship-part' || !isOnePiece(order));

const tone = { 10: 'warn', 12: 'warn', 13: 'warn', 20: 'warn', 21: 'warn', 100: 'good', 200: 'bad', 250: 'bad' };
const paths = { refund: 'after-sales', 'ship-part': 'ship', withdraw: 'cancel', agree: 'accept' };
const bodies = { 'ship-part': { partial: true } };

const actButton = (name, id, path, refresh) =>
  element(
    'button',
    {
      type: 'button',
      'data-testid': `act-${name}-${id}`,
      onclick: () => act(() => api('POST', `${path}/${paths[name] ?? name}`, bodies[name] ?? {}).then(refresh)),
    },
    texts().acts[name],
  );

const afterSaleRow = (afterSale, refresh) =>
  element(
    'div',
    { className: 'acts', 'data-testid': `after-sale-${afterSale.id}` },
    element('span', { className: 'tag' }, `${afterSale.type} ${afterSale.status}`),
    element('span', { className: 'money' }, yuan(afterSale.amountFen)),
    ...(actsOfAfterSale[afterSale.status] ?? []).map((name) =>
      actButton(name, afterSale.id, `/after-sales/${afterSale.id}`, refresh),
    ),
  );

export const orderRow = (order, refresh) =>
  element(
    'li',
    { 'data-testid': `order-row-${order.id}`, 'data-status': order.status },
    element(
      'div',
      { className: 'head' },
      element(
        'span',
        { className: `tag ${tone[order.status] ?? ''}` },
        `${texts().statuses[order.status] ?? order.status}`,
      ),
      element('span', {}, texts().kinds[order.kind]),
      element('span', { className: 'id' }, order.id),
      order.giftId ? element('span', { className: 'id' }, `${texts().gift} ${order.giftId}`) : undefined,
      element('span', { className: 'money' }, yuan(order.lines.reduce((sum, line) => sum + line.realFen, 0))),
    ),
    element('div', {}, order.lines.map((line) => `${line.title} × ${line.count}`).join('，')),
    element('div', { className: 'id' }, timeOf(order.createdAt)),
    element(
      'div',
      { className: 'acts' },
      ...actsFor(order).map((name) => actButton(name, order.id, `/orders/${order.id}`, refresh)),
    ),
    ...order.afterSales.map((afterSale) => afterSaleRow(afterSale, refresh)),
  );
