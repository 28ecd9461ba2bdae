import { type Topic, topics } from '@zhanggui/stores';
import type { Subject } from '@zhanggui/wechat';

const topicOf: Partial<Record<Subject['kind'], Topic>> = {
  order: topics.order,
  after_sale: topics.afterSale,
  gift_after_sale: topics.giftAfterSale,
  shop: topics.connect,
};

/** The work that a push about something asks for; undefined when it asks for none. */
export function workOf(subject: Subject): { readonly topic: Topic; readonly subject: string } | undefined {
  const topic = topicOf[subject.kind];
  return topic && { topic, subject: subject.kind === 'shop' ? 'shop' : subject.id };
}

/** The platform's id of the order in whose timeline a push stands. */
export const orderOf = (subject: Subject): string | null =>
  subject.kind === 'order' ? subject.id : (subject.orderId ?? null);
