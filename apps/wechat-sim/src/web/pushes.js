import { act, api } from './api.js';
import { element, timeOf } from './dom.js';
import { texts } from './texts.js';

const tone = { pending: 'warn', done: 'good', failed: 'bad', lost: 'bad' };

/** A push with every attempt and what the receiver answered. */
export const pushRow = (push) =>
  element(
    'li',
    { 'data-testid': `push-${push.id}`, 'data-state': push.state },
    element(
      'div',
      { className: 'head' },
      element('span', { className: `tag ${tone[push.state]}` }, texts().states[push.state]),
      element('span', {}, push.event),
      element('span', { className: 'id' }, `${push.receiver} · ${texts().sends} ${push.sends}`),
    ),
    element('div', { className: 'id' }, `${timeOf(push.createdAt)} ${push.subject}`),
    element(
      'details',
      {},
      element('summary', { className: 'id' }, attempts(push)),
      element('pre', {}, push.body),
      element(
        'button',
        {
          type: 'button',
          'data-testid': `resend-${push.id}`,
          onclick: () => act(() => api('POST', `/pushes/${push.id}/resend`)),
        },
        texts().resend,
      ),
    ),
  );

const attempts = ({ log }) =>
  log
    .map(({ status, answer, ms }) => `${status} ${JSON.stringify(answer.slice(0, 40))} ${Math.round(ms)} ms`)
    .join(' → ') || '…';
