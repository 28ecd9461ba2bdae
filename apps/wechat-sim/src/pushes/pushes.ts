import type pg from 'pg';
import type { Component } from '../access/component';
import type { Faults } from '../faults/faults';
import { withBareIds } from '../kit/big-json';
import type { RealClock } from '../kit/clock';
import { missing } from '../kit/errors';
import type { Random } from '../kit/random';
import type { Shop } from '../shops/shop';
import type { Shops } from '../shops/shops';
import type { Counters } from '../store/counters';
import { unmarkBareNumbers } from './bare-number';
import type { Destination } from './letter';
import type { Push } from './push';
import type { PushQueue } from './push-queue';
import type { ShopEvent } from './shop-event';
import { toXml } from './xml';

interface PushesParts {
  pool: pg.Pool;
  shops: Shops;
  component: Component;
  counters: Counters;
  clock: RealClock;
  random: Random;
  faults: Faults;
}

/** Who is told what, and in which form. */
export class Pushes {
  /** Set right after both are made: the queue asks here for destinations. */
  queue!: PushQueue;

  constructor(private readonly parts: PushesParts) {}

  /** To the shop's own receiver and to the component, as far as each may know. */
  announce = (event: ShopEvent): void => {
    const shop = this.parts.shops.find(event.appid);
    if (!shop) return;
    this.#announceTo(shop, event);
    if (this.parts.faults.strikes('unknownEvent')) {
      this.#announceTo(shop, { ...event, name: 'channels_ec_unheard_of', body: { novelty: { kind: 7 } } });
    }
  };

  /** A system event of the component: tickets and authorisations. */
  announceToComponent(
    fields: { InfoType: string; AuthorizerAppid?: string } & Record<string, unknown>,
  ): Push | undefined {
    const { component, clock } = this.parts;
    if (!component.config) return undefined;
    const body = toXml({ AppId: component.config.appid, CreateTime: Math.floor(clock.now() / 1000), ...fields });
    const appid = fields.AuthorizerAppid ?? '';
    return this.#add({ appid, receiver: 'component', event: fields.InfoType, subject: appid || 'ticket', body });
  }

  destinationOf = (push: Push): Destination | undefined => {
    const { shops, component } = this.parts;
    const shop = shops.find(push.appid);
    if (push.receiver === 'shop') {
      return shop?.push && { ...shop.push, appid: shop.appid, format: 'json', outer: { ToUserName: shop.username } };
    }
    const config = component.config;
    if (!config) return undefined;
    const common = { token: config.token, aesKey: config.aesKey, appid: config.appid, format: 'xml' as const };
    const isSystem = !push.body.includes('<ToUserName>');
    if (isSystem) return { ...common, url: config.eventUrl, outer: { AppId: config.appid } };
    const url = config.messageUrl.replaceAll('$APPID$', push.appid);
    return shop && { ...common, url, outer: { ToUserName: shop.username } };
  };

  async resend(id: string): Promise<Push> {
    const push = await this.find(id);
    const again: Push = { ...push, state: 'pending', nextAt: this.parts.clock.now() };
    this.queue.add(again);
    return again;
  }

  async find(id: string): Promise<Push> {
    const rows = /^\d{1,18}$/.test(id)
      ? (await this.parts.pool.query<{ doc: Push }>('SELECT doc FROM pushes WHERE id = $1', [id])).rows
      : [];
    if (!rows[0]) throw missing('push', id);
    return rows[0].doc;
  }

  async newest(filter: { appid?: string; state?: string; limit: number }): Promise<Push[]> {
    const { rows } = await this.parts.pool.query<{ doc: Push }>(
      'SELECT doc FROM pushes WHERE ($1::text IS NULL OR appid = $1) AND ($2::text IS NULL OR state = $2) ORDER BY id DESC LIMIT $3',
      [filter.appid ?? null, filter.state ?? null, filter.limit],
    );
    return rows.map(({ doc }) => doc);
  }

  #announceTo(shop: Shop, event: ShopEvent): void {
    const envelope = {
      ToUserName: shop.username,
      FromUserName: event.from,
      CreateTime: event.at,
      MsgType: 'event',
      Event: event.name,
      ...event.body,
    };
    const common = { appid: shop.appid, event: event.name, subject: event.subject };
    if (shop.push) this.#add({ ...common, receiver: 'shop', body: this.#json(envelope) });
    const granted = shop.authorization?.permissionSets.includes(event.permissionSet);
    if (granted && this.parts.component.config) this.#add({ ...common, receiver: 'component', body: toXml(envelope) });
  }

  #json(envelope: Record<string, unknown>): string {
    const text = unmarkBareNumbers(JSON.stringify(envelope));
    return this.parts.faults.strikes('idsAsNumbers') ? withBareIds(text) : text;
  }

  #add(fields: Pick<Push, 'appid' | 'receiver' | 'event' | 'subject' | 'body'>): Push {
    const { counters, clock, random, faults } = this.parts;
    const now = clock.now();
    const lost = faults.strikes('losePush');
    let delay = faults.strikes('delayPush') ? faults.current.delayPushSeconds * 1000 : 0;
    if (faults.strikes('reorderPush')) delay += random.int(50, Math.max(50, faults.current.reorderPushMs));
    const body = faults.strikes('malformedPush')
      ? fields.body.slice(0, Math.floor(fields.body.length * 0.7))
      : fields.body;
    const push: Push = {
      ...fields,
      id: counters.next('push'),
      state: lost ? 'lost' : 'pending',
      createdAt: now,
      nextAt: now + delay,
      sends: 0,
      log: [],
      body,
    };
    this.queue.add(push);
    return push;
  }
}
