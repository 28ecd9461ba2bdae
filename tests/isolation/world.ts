import { createHash, randomBytes } from 'node:crypto';
import { ownRoles, permissions, permissionsOfSide, type Role, roles } from '@zhanggui/contracts';
import { createLogger, newId, SecretBox } from '@zhanggui/platform';
import { secretContext } from '@zhanggui/stores';
import { WechatApi } from '@zhanggui/wechat';
import { SessionsService } from '../../libs/accounts/src/sign-in/sessions.service';
import { Installation } from '../support/installation';
import { Simulator } from '../support/simulator';
import { addCrowd, addStrays, addToSecond, markOf } from './crowd';
import { allParts, freeText, type Side, withWordsOf, word, wordsOf } from './words';

/** What can be named of one side. Where a side has none of a kind, an id that exists nowhere. */
export interface Book {
  readonly name: string;
  readonly merchantId: string;
  readonly storeId: string;
  readonly orderId: string;
  readonly workId: string;
  readonly pushId: string;
  readonly platformOrderId: string;
  readonly platformGiftId: string;
  /** An after-sale that waits for a refund of `refundFen`. */
  readonly afterSaleId: string;
  readonly refundFen: number;
  readonly appid: string;
  readonly personId: string;
  readonly email: string;
  readonly roleId: string;
  readonly invitationId: string;
  readonly keyId: string;
  readonly supportId: string;
  readonly viewId: string;
  readonly sessionId: string;
  /** A day that every store has a certificate of. */
  readonly certifiedDay: string;
  /** Text to search for. */
  readonly text: string;
  readonly at: string;
}

/** Somebody who asks for what is not theirs. */
export interface Attacker {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly own: Book;
  readonly foreign: readonly Book[];
  /** Sides whose rows nothing that they send may change. */
  readonly foreignSides: readonly Side[];
  readonly forbidden: readonly string[];
  /** Numbers from here on are sums with another tenant's figures in them. */
  readonly tooMuch: number;
}

/** Figures of the other merchants are as large as this, so that a sum shows whose they are. */
export const figureOf: Record<'A2' | 'B1', number> = { A2: 12345678901, B1: 12345678901234 };

/** What buyers of A1 ask back and nobody agreed to yet. */
const refundFen = 100;

const providerOf = { A: 'A', A1: 'A', A2: 'A', B: 'B', B1: 'B' } as const;

/** A person of a side, and how many of each role there are. */
interface Person {
  readonly id: string;
  readonly email: string;
  readonly cookie: string;
  readonly sessionId: string;
}

/**
 * Two providers and three merchants in one installation. A1's stores are made by the product from the platform; the other
 * merchants' are copies of them with words and figures of their own: a twin of the first store under the very same ids,
 * which keys that begin with the merchant allow, so that a statement without its merchant shows; and the second store
 * under ids that only they have.
 */
export class World {
  readonly merchants: Record<'A1' | 'A2' | 'B1', string> = { A1: '', A2: newId(), B1: newId() };
  readonly providers: Record<'A' | 'B', string> = { A: '', B: '' };
  readonly books = {} as Record<'nowhere' | 'A' | 'A1' | 'A1 second' | 'A2' | 'B' | 'B1', Book>;
  readonly attackers: Attacker[] = [];
  /** With what the platform signs and seals its pushes to a store. */
  readonly keys = {} as Record<'A1' | 'A1 second' | 'A2' | 'B1', { token: string; aesKey: string; appId: string }>;
  /** Work of A1's first store, one of each topic, under ids that its twins have too. */
  readonly jobs: Record<string, string> = {};
  /** Kept pushes, by the store that got them. */
  private readonly pushes: Record<string, string> = {};
  private readonly ownPushes = { A2: newId(), B1: newId() };
  private passwordHash = '';

  private constructor(
    readonly product: Installation,
    readonly simulator: Simulator,
    /** Every line of the log, at its most talkative. */
    readonly logged: string[],
  ) {}

  static async start(): Promise<World> {
    const logged: string[] = [];
    const logger = createLogger('trace', 'test', { write: (line) => void logged.push(line) });
    // Held by the tests, so that answers are the same each time.
    const at = new Date();
    const simulator = await Simulator.start();
    const product = await Installation.start({
      wechatBaseUrl: simulator.baseUrl,
      clock: { now: () => at },
      logger: process.env['TEST_LOG'] ? createLogger(process.env['TEST_LOG'], 'test') : logger,
    });
    const world = new World(product, simulator, logged);
    await world.build();
    return world;
  }

  async stop(): Promise<void> {
    await this.product.stop();
    await this.simulator.stop();
  }

  private get certifiedDay(): string {
    return this.product.clock.now().toISOString().slice(0, 10);
  }

  query<T = Record<string, never>>(sql: string, params: unknown[] = []): Promise<T[]> {
    return this.product.database.owner.query(sql, params);
  }

  private async build(): Promise<void> {
    const { product } = this;
    const owner = await product.person({ email: 'maker@test.example', role: 'provider_owner' }, word('A', 'name'));
    this.providers.A = await product.provider(word('A', 'name'));
    this.providers.B = await product.provider(word('B', 'name'));
    const [maker] = await this.query<{ password_hash: string }>('SELECT password_hash FROM app_user');
    this.passwordHash = maker!.password_hash;

    const first = await product.selfRunStore(owner, this.simulator, 'First', { timeZone: 'Asia/Tokyo' });
    this.merchants.A1 = first.merchantId;
    const second = await product.selfRunStore(owner, this.simulator, 'Second', {
      merchantId: first.merchantId,
      timeZone: 'Asia/Tokyo',
    });
    for (const side of ['A2', 'B1'] as const)
      await this.query('INSERT INTO merchant (id, provider_id, name, created_at) VALUES ($1, $2, $3, now())', [
        this.merchants[side],
        this.providers[providerOf[side]],
        word(side, 'name'),
      ]);
    await this.query('UPDATE merchant SET name = $2 WHERE id = $1', [first.merchantId, word('A1', 'name')]);
    const firstOrders = await this.sell(owner, first, true);
    const secondOrders = await this.sell(owner, second, false);
    await this.query('DELETE FROM work');
    for (const [store, part, { platformOrderId }] of [
      [first, 'first', firstOrders],
      [second, 'second', secondOrders],
    ] as const) {
      await this.addWhatHappensSeldom(store.id, word('A1', part), part === 'first');
      await this.addDecision(store.id, platformOrderId, word('A1', part));
    }
    for (const [store, part] of [
      [first.id, 'first'],
      [second.id, 'second'],
    ] as const)
      await this.writeWords(store, word('A1', part));
    for (const side of ['A2', 'B1'] as const) {
      await this.copy(side, first, true);
      await this.copy(side, second, false);
      await addCrowd((sql, params) => this.query(sql, params), {
        side,
        merchantId: this.merchants[side],
        storeId: first.id,
        platformOrderId: firstOrders.platformOrderId,
        pushId: this.pushes['first']!,
        ownPushId: this.ownPushes[side],
        figure: figureOf[side],
      });
    }

    for (const [key, merchantId, storeId, appid] of [
      ['A1', first.merchantId, first.id, first.shop.appid],
      ['A1 second', first.merchantId, second.id, second.shop.appid],
      ['A2', this.merchants.A2, other(second.id, 'A2'), 'wxa2second'],
      ['B1', this.merchants.B1, other(second.id, 'B1'), 'wxb1second'],
    ] as const)
      await this.giveKeys(key, merchantId, storeId, appid);

    const people: Record<Side, Record<string, Person>> = { A: {}, A1: {}, A2: {}, B: {}, B1: {} };
    const things = {} as Record<Side, Awaited<ReturnType<World['addThings']>>>;
    for (const side of ['A', 'A1', 'A2', 'B', 'B1'] as const) {
      const roleId = await this.addRole(side);
      const isProvider = side === 'A' || side === 'B';
      const held: readonly Role[] = [...roles, ...ownRoles].filter(
        (role) => role.startsWith('provider') === isProvider,
      );
      const needed = side === 'A' || side === 'A1' ? held : held.filter((role) => /owner|clerk|staff/.test(role));
      for (const role of needed) people[side][role] = await this.addPerson(side, role, { roleId });
      things[side] = await this.addThings(
        side,
        roleId,
        people[side][isProvider ? 'provider_owner' : 'merchant_owner']!,
      );
    }
    // A1's own support access is open for the support staff of its provider.
    const supporter = people.A['provider_support']!;
    const supportId = await this.addSupport('A1', supporter.id);
    const strayViews = await addStrays((sql, params) => this.query(sql, params), {
      providers: this.providers,
      merchants: this.merchants,
      roles: {
        A: things.A.roleId,
        A1: things.A1.roleId,
        A2: things.A2.roleId,
        B: things.B.roleId,
        B1: things.B1.roleId,
      },
      clerk: people.A1['merchant_clerk']!.id,
      foreign: { A: people.B['provider_owner']!.id, A1: people.A2['merchant_owner']!.id },
      owners: [...Object.values(people.A), ...Object.values(people.A1)].map(({ id }) => id),
    });
    // Where an entry of the log is about a store, it is about one that others have too.
    await this.query('UPDATE merchant_audit SET store_id = $1 WHERE store_id IS NULL', [first.id]);
    for (const side of ['A2', 'B1'] as const) {
      const about = (of: 'A1' | 'A2' | 'B1', which: string) =>
        this.query(
          `UPDATE merchant_audit SET actor_id = $2, subject_id = $3, support_access_id = $4 WHERE merchant_id = $1 AND seq ${which}`,
          [
            this.merchants[side],
            people[of]['merchant_clerk']!.id,
            people[of]['merchant_clerk']!.id,
            of === 'A1' ? supportId : things[of].support,
          ],
        );
      await about(side, '> 1');
      // What names A1's people and support in the log of another.
      await about('A1', '= 1');
    }
    await this.query('UPDATE provider_audit SET support_access_id = $2 WHERE provider_id = $1', [
      this.providers.B,
      things.B1.support,
    ]);
    await addToSecond((sql, params) => this.query(sql, params), {
      merchantId: first.merchantId,
      storeId: second.id,
      clerk: people.A1['merchant_clerk']!.id,
      supportId,
    });
    const narrowed = await this.addPerson('A', 'provider_staff', {
      grants: [[first.merchantId, null]],
      tag: 'narrowed',
    });
    const storeStaff = await this.addPerson('A', 'provider_staff', {
      grants: [[first.merchantId, first.id]],
      tag: 'onestore',
    });
    const storeManager = await this.addPerson('A1', 'merchant_manager', {
      grants: [[first.merchantId, first.id]],
      tag: 'onestore',
    });
    for (const side of ['A2', 'B1'] as const)
      await this.addPerson(side, 'merchant_clerk', { grants: [[this.merchants[side], null]], tag: 'onestore' });

    const nowhere: Book = {
      ...(Object.fromEntries(
        [
          'merchantId',
          'storeId',
          'orderId',
          'workId',
          'pushId',
          'personId',
          'roleId',
          'invitationId',
          'keyId',
          'supportId',
          'viewId',
          'afterSaleId',
        ].map((id) => [id, newId()]),
      ) as unknown as Book),
      name: 'nowhere',
      platformOrderId: '3700000000000000001',
      platformGiftId: '3700000000000000002',
      refundFen,
      appid: 'wxnowhere00000001',
      email: 'nobody@test.example',
      sessionId: createHash('sha256').update('none').digest('base64url'),
      certifiedDay: this.certifiedDay,
      text: 'nothing like this',
      // After everything there is: whoever asks for what comes next gets all.
      at: new Date(Date.now() + 60_000).toISOString(),
    };
    this.books.nowhere = nowhere;
    const bookOf = (name: Book['name'], side: Side, over: Partial<Book>): Book => {
      const { roleId, invitationId, keyId, viewId, support } = things[side];
      const person = people[side][side === 'A' || side === 'B' ? 'provider_staff' : 'merchant_clerk']!;
      return {
        ...nowhere,
        personId: person.id,
        email: person.email,
        sessionId: person.sessionId,
        roleId,
        invitationId,
        keyId,
        viewId,
        ...(support ? { supportId: support } : {}),
        text: word(side, 'people'),
        ...over,
        name,
      };
    };
    const ofFirst = {
      ...firstOrders,
      storeId: first.id,
      appid: first.shop.appid,
      workId: this.jobs['parked first']!,
      pushId: this.pushes['first']!,
    };
    const ofSecond = {
      ...secondOrders,
      storeId: second.id,
      appid: second.shop.appid,
      workId: this.jobs['parked second']!,
      pushId: this.pushes['second']!,
    };
    const at = (side: 'A2' | 'B1') =>
      Object.fromEntries(
        Object.entries(ofSecond).map(([key, id]) => [
          key,
          key === 'appid' ? `wx${side.toLowerCase()}second` : other(id, side),
        ]),
      );
    this.books.A = bookOf('A', 'A', {});
    this.books.B = bookOf('B', 'B', {});
    this.books.A1 = bookOf('A1', 'A1', {
      ...ofFirst,
      merchantId: first.merchantId,
      supportId,
      text: word('A1', 'first'),
    });
    this.books['A1 second'] = bookOf('A1 second', 'A1', {
      ...ofSecond,
      merchantId: first.merchantId,
      text: word('A1', 'second'),
    });
    for (const side of ['A2', 'B1'] as const)
      this.books[side] = bookOf(side, side, {
        ...at(side),
        pushId: this.ownPushes[side],
        merchantId: this.merchants[side],
        // Found in the words of both stores, and in none of them whole.
        text: word(side, 'second').replace('second', ''),
      });

    const { A, A1, A2, B, B1 } = this.books;
    const everything = (side: Side) => [...wordsOf(side, ...allParts), ...(side === 'A2' ? [markOf.A2] : [])];
    const ofB = [...everything('B'), ...everything('B1'), markOf.B1];
    const add = (name: string, by: Person | string, attacker: Omit<Attacker, 'name' | 'headers'>) =>
      this.attackers.push({
        name,
        headers: typeof by === 'string' ? { authorization: `Bearer ${by}` } : { cookie: by.cookie },
        ...attacker,
      });
    const inA1 = {
      own: A1,
      foreign: [A2, B1, A],
      foreignSides: ['A2', 'B', 'B1', 'A'] as Side[],
      forbidden: [...everything('A2'), ...ofB, word('A', 'views')],
      tooMuch: figureOf.A2,
    };
    const ofProvider = {
      own: A1,
      foreign: [B1, B],
      foreignSides: ['B', 'B1'] as Side[],
      forbidden: [...ofB, word('A1', 'views'), word('A2', 'views')],
      tooMuch: figureOf.B1,
    };
    const onlyA1 = {
      own: A1,
      foreign: [A2, B1],
      foreignSides: ['A2', 'B', 'B1'] as Side[],
      // The name of a merchant is shown to whoever may open support access to it.
      forbidden: [...everything('A2'), ...ofB, word('A1', 'views')],
      tooMuch: figureOf.A2,
    };
    const onlyFirst = { foreign: [this.books['A1 second'], A2, B1] };
    // Owners also try views that others have under their own ids.
    const withStrays = (books: readonly Book[], person: Person) =>
      books.map((book) => ({ ...book, viewId: strayViews.get(`${book.name} ${person.id}`) ?? book.viewId }));
    for (const [role, person] of Object.entries(people.A1))
      add(role, person, role === 'merchant_owner' ? { ...inA1, foreign: withStrays(inA1.foreign, person) } : inA1);
    const empty = newId();
    await this.query('INSERT INTO merchant (id, provider_id, name, created_at) VALUES ($1, $2, $3, now())', [
      empty,
      this.providers.A,
      'Nothing yet',
    ]);
    const withNothing = {
      foreign: [A1, A2, B1],
      foreignSides: ['A1', 'A2', 'B', 'B1', 'A'] as Side[],
      forbidden: [...inA1.forbidden, ...everything('A1')],
      tooMuch: figureOf.A2,
    };
    add('merchant_owner without anything', await this.addOwner(this.providers.A, empty), {
      ...withNothing,
      own: { ...nowhere, name: 'nothing', merchantId: empty },
    });
    const barren = await product.provider('Nothing at all');
    add('provider_owner without anything', await this.addOwner(barren, null), {
      ...withNothing,
      own: { ...nowhere, name: 'nothing at all' },
      forbidden: [...withNothing.forbidden, ...everything('A')],
    });
    add('merchant_manager of one store', storeManager, {
      ...inA1,
      ...onlyFirst,
      forbidden: [...inA1.forbidden, word('A1', 'second')],
    });
    for (const [role, person] of Object.entries(people.A))
      if (role === 'provider_support') add('provider_support inside', person, onlyA1);
      else if (role === 'provider_owner')
        add(role, person, { ...ofProvider, foreign: withStrays(ofProvider.foreign, person) });
      else add(role, person, ofProvider);
    add('provider_staff of one merchant', narrowed, onlyA1);
    add('provider_staff of one store', storeStaff, {
      ...onlyA1,
      ...onlyFirst,
      forbidden: [...onlyA1.forbidden, word('A1', 'second')],
    });
    add("key of a merchant's owner", await this.addKey('A1', people.A1['merchant_owner']!.id, null), inA1);
    add("key of a provider's owner", await this.addKey('A', people.A['provider_owner']!.id, null), ofProvider);
    add(
      'key for one merchant',
      await this.addKey('A', people.A['provider_owner']!.id, [{ merchantId: first.merchantId, storeId: null }]),
      onlyA1,
    );
    this.attackers.push({
      name: 'nobody',
      headers: {},
      ...inA1,
      forbidden: [...inA1.forbidden, ...everything('A1'), ...everything('A')],
      foreignSides: ['A', 'A1', 'A2', 'B', 'B1'],
    });
  }

  /** Orders of every kind in a store, their after-sales, figures folded and not, and a certificate. */
  private async sell(
    owner: { post(path: string, body?: unknown): Promise<unknown> },
    store: { id: string; merchantId: string; shop: { appid: string } },
    withExpiredGifts: boolean,
  ) {
    const { product, simulator } = this;
    await product.drain();
    const { appid } = store.shop;
    const refunded = await simulator.paidOrder(appid);
    const { afterSaleId } = await simulator.api.post<{ afterSaleId: string }>(
      `/sim/api/orders/${refunded}/after-sales`,
      { type: 'REFUND' },
    );
    await simulator.api.post(`/sim/api/after-sales/${afterSaleId}/finish`);
    const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000);
    // Only once, since the simulator's clock is for all stores.
    if (withExpiredGifts) {
      const group = await simulator.order(appid, {
        kind: 'group-gift',
        shares: 3,
        pay: true,
        at: ago(23).toISOString(),
      });
      await simulator.act(group.orderIds[0]!, 'accept', { at: ago(22.9).toISOString() });
      // The platform's day for accepting ends, and a minute later the money is back.
      await simulator.api.post('/sim/api/clock/advance', { seconds: 75 * 60 });
    }
    await product.settle(simulator);
    // The platform pushes nothing about the refund of a gift that nobody took.
    const around = { from: ago(30), to: ago(-1) };
    for await (const ids of product.worker
      .get(WechatApi)
      .iterateGiftAfterSaleIds({ appId: appid }, { createTime: around }))
      for (const id of ids) await this.addWork(store.id, newId(), 'gift-after-sale.read', id);
    await product.drain();
    await product.scheduler.foldFigures();
    await simulator.api.post(`/sim/api/orders/${await simulator.paidOrder(appid)}/after-sales`, {
      type: 'REFUND',
      amountFen: refundFen,
    });
    const { orderIds, giftId } = await simulator.order(appid, { kind: 'gift', pay: true });
    await product.settle(simulator);
    await owner.post(`/api/v1/stores/${store.id}/certificates?merchantId=${store.merchantId}`, {
      day: this.certifiedDay,
    });
    await product.drain();
    const [order] = await this.query<{ id: string }>(
      'SELECT id FROM orders WHERE store_id = $1 AND platform_order_id = $2',
      [store.id, orderIds[0]],
    );
    if (!order || !giftId) throw new Error('The simulator gave no gift');
    const [asked] = await this.query<{ id: string }>(
      "SELECT id FROM after_sale WHERE store_id = $1 AND platform_status = 'MERCHANT_PROCESSING'",
      [store.id],
    );
    return { orderId: order.id, platformOrderId: orderIds[0]!, platformGiftId: giftId, afterSaleId: asked!.id };
  }

  /** Parked work, pushes that nobody understands, a traced call, and work of each topic that waits. */
  private async addWhatHappensSeldom(storeId: string, text: string, withJobs: boolean): Promise<void> {
    const [parked, push] = [newId(), newId()];
    const which = withJobs ? 'first' : 'second';
    this.jobs[`parked ${which}`] = parked;
    this.pushes[which] = push;
    const from = 'FROM store WHERE id = $1';
    await this.addWork(storeId, parked, 'order.read', '1');
    const later = newId();
    await this.addWork(storeId, later, 'order.read', '2');
    await this.query("UPDATE work SET queue = 'history', available_at = now() + interval '1 day' WHERE id = $1", [
      later,
    ]);
    await this.query("UPDATE work SET parked_at = now(), error_code = 'other' WHERE id = $1", [parked]);
    await this.query(
      `INSERT INTO inbox (merchant_id, id, provider_id, store_id, event_key, event, body, occurred_at, received_at, state)
       SELECT merchant_id, $2, provider_id, id, $3, 'unheard_of', $3, now(), now(), 'unknown' ${from}`,
      [storeId, push, text],
    );
    await this.query(
      `INSERT INTO metric_delta SELECT (jsonb_populate_record(NULL::metric_delta, to_jsonb(m) || jsonb_build_object('id', uuidv7()))).*
       FROM (SELECT * FROM metric_hour WHERE store_id = $1 LIMIT 1) AS m`,
      [storeId],
    );
    await this.query(
      `INSERT INTO wechat_call (merchant_id, id, provider_id, store_id, subject_kind, subject_id, path, at, duration_ms, attempt, outcome)
       SELECT o.merchant_id, uuidv7(), o.provider_id, o.store_id, 'order', o.platform_order_id, '/x', now(), 1, 1, 'ok' FROM orders o WHERE o.store_id = $1`,
      [storeId],
    );
    const decision = newId();
    await this.query(
      `INSERT INTO refund_decision (merchant_id, id, provider_id, store_id, platform_after_sale_id, platform_order_id, amount_fen, state, user_name, requested_at)
       SELECT merchant_id, $2, provider_id, store_id, platform_after_sale_id, platform_order_id, amount_fen, 'waiting', $3, now()
       FROM after_sale WHERE store_id = $1 AND status = 'refunded' AND kind = 'after_sale' LIMIT 1`,
      [storeId, decision, text],
    );
    if (!withJobs) return;
    const one = async (sql: string) =>
      Object.values((await this.query<Record<string, string>>(sql, [storeId]))[0]!)[0]!;
    const day = this.product.clock.now().toISOString().slice(0, 10);
    const backfill = await one('SELECT id FROM backfill WHERE store_id = $1 LIMIT 1');
    await this.query(
      "UPDATE backfill SET state = 'running', phase = 'gift_after_sales', scanned_until = range_from + interval '1 hour' WHERE id = $1",
      [backfill],
    );
    for (const [topic, subject] of [
      ['order.read', await one('SELECT platform_order_id FROM orders WHERE store_id = $1 LIMIT 1')],
      [
        'after-sale.read',
        await one("SELECT platform_after_sale_id FROM after_sale WHERE store_id = $1 AND kind = 'after_sale' LIMIT 1"),
      ],
      [
        'gift-after-sale.read',
        await one("SELECT platform_after_sale_id FROM after_sale WHERE store_id = $1 AND kind = 'gift_expiry' LIMIT 1"),
      ],
      ['refund.agree', decision],
      ['store.connect', 'shop'],
      ['store.backfill', backfill],
      ['store.poll', 'orders'],
      ['store.reconcile', `orders ${day}`],
      ['store.rebuild-figures', 'figures'],
    ] as const) {
      this.jobs[topic] = newId();
      await this.addWork(storeId, this.jobs[topic], topic, subject);
    }
  }

  /** An after-sale of an order, and what somebody decided about it. */
  private async addDecision(storeId: string, platformOrderId: string, by: string): Promise<void> {
    await this.query(
      `INSERT INTO after_sale SELECT (jsonb_populate_record(NULL::after_sale, to_jsonb(a) || $3::jsonb)).*
       FROM (SELECT * FROM after_sale WHERE store_id = $1 AND kind = 'after_sale' AND platform_order_id <> $2 ORDER BY id LIMIT 1) AS a`,
      [
        storeId,
        platformOrderId,
        {
          id: newId(),
          platform_order_id: platformOrderId,
          platform_after_sale_id: '2000009000000000001',
          updated_at: '2020-01-01T00:00:00Z',
        },
      ],
    );
    await this.query(
      `INSERT INTO refund_decision (merchant_id, id, provider_id, store_id, platform_after_sale_id, platform_order_id, amount_fen, state, user_name, requested_at, ended_at)
       SELECT merchant_id, $2, provider_id, store_id, platform_after_sale_id, platform_order_id, amount_fen, 'failed', $3, now(), now()
       FROM after_sale WHERE store_id = $1 AND platform_order_id = $4`,
      [storeId, newId(), by, platformOrderId],
    );
  }

  private addWork(storeId: string, id: string, topic: string, subject: string): Promise<unknown> {
    return this.query(
      `INSERT INTO work (merchant_id, id, provider_id, store_id, queue, topic, subject, wanted, available_at, attempts, error_detail, created_at)
       SELECT merchant_id, $2, provider_id, id, 'live', $3, $4, 1, now() - interval '1 minute', 0, '{}', now() FROM store WHERE id = $1`,
      [storeId, id, topic, subject],
    );
  }

  /** Puts the word into every column of free text of one store's rows. */
  private async writeWords(storeId: string, text: string): Promise<void> {
    const object = JSON.stringify(
      Object.fromEntries(
        ['zh', 'en', 'remedyZh', 'remedyEn', 'rid', 'note', 'name', 'tel', 'province', 'city', 'county'].map((key) => [
          key,
          text,
        ]),
      ),
    );
    const arrays: Record<string, unknown> = {
      sources: [{ accountNickname: text }],
      attrs: [{ key: text, value: text }],
    };
    const columns = await this.query<{ table: string; column: string; type: string }>(
      `SELECT table_name AS table, column_name AS column, data_type AS type FROM information_schema.columns WHERE table_schema = 'public'`,
    );
    for (const { table, column, type } of columns) {
      if (!freeText[table]?.includes(column)) continue;
      const has = (name: string) => columns.some((other) => other.table === table && other.column === name);
      const ofStore =
        table === 'store'
          ? 'id = $1'
          : has('store_id')
            ? 'store_id = $1'
            : 'order_id IN (SELECT id FROM orders WHERE store_id = $1)';
      if (!has('merchant_id') || /audit|app_user|own_role|invitation|api_key|support_access|saved_view/.test(table))
        continue;
      const value = type !== 'jsonb' ? '$2' : arrays[column] ? '$2::jsonb' : `COALESCE(${column}, '{}') || $2::jsonb`;
      const bound =
        type === 'ARRAY' ? [text] : type !== 'jsonb' ? text : arrays[column] ? JSON.stringify(arrays[column]) : object;
      await this.query(`UPDATE ${table} SET ${column} = ${value} WHERE ${ofStore}`, [storeId, bound]);
    }
  }

  /** Copies a store of A1 to another merchant: under the same ids, or under ids that only that merchant has. */
  private async copy(
    side: 'A2' | 'B1',
    store: { id: string; shop: { appid: string } },
    isTwin: boolean,
  ): Promise<void> {
    const keys = await this.query<{ table: string; columns: string[] }>(
      `SELECT c.table_name AS table, array_agg(c.column_name::text) AS columns FROM information_schema.columns c
       WHERE c.table_schema = 'public' GROUP BY c.table_name`,
    );
    const known = new Set([this.merchants.A1, this.providers.A]);
    const copied: [table: string, rows: string[]][] = [];
    for (const { table, columns } of keys) {
      if (
        !columns.includes('merchant_id') ||
        /audit|app_user|user_scope|own_role|invitation|api_key|support_access|saved_view/.test(table)
      )
        continue;
      const ofStore =
        table === 'store'
          ? 'id = $2'
          : columns.includes('store_id')
            ? 'store_id = $2'
            : 'order_id IN (SELECT id FROM orders WHERE store_id = $2)';
      const rows = await this.query<{ row: string }>(
        `SELECT to_jsonb(t)::text AS row FROM ${table} t WHERE merchant_id = $1 AND ${ofStore}`,
        [this.merchants.A1, store.id],
      );
      copied.push([table, rows.map(({ row }) => row)]);
    }
    const renamed = (row: string) => {
      let text = withWordsOf(row, 'A1', side).replaceAll(
        store.shop.appid,
        `wx${side.toLowerCase()}${isTwin ? 'first' : 'second'}`,
      );
      if (!isTwin)
        text = text
          .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, (id) =>
            known.has(id) ? id : other(id, side),
          )
          .replace(/\b\d{17,20}\b/g, (id) => other(id, side));
      return text
        .replaceAll(this.merchants.A1, this.merchants[side])
        .replaceAll(this.providers.A, this.providers[providerOf[side]]);
    };
    const runner = this.product.database.owner.createQueryRunner();
    await runner.query('BEGIN');
    await runner.query('SET LOCAL session_replication_role = replica');
    for (const [table, rows] of copied)
      for (const row of rows)
        await runner.query(`INSERT INTO ${table} SELECT (jsonb_populate_record(NULL::${table}, $1::jsonb)).*`, [
          renamed(row),
        ]);
    for (const table of ['metric_delta', 'metric_hour', 'metric_day'])
      for (const column of ['orders', 'gmv_fen', 'refunds', 'refund_fen', 'expired_gifts', 'expired_gift_fen'])
        await runner.query(`UPDATE ${table} SET ${column} = $2 WHERE merchant_id = $1`, [
          this.merchants[side],
          figureOf[side],
        ]);
    await runner.query('COMMIT');
    await runner.release();
  }

  /** Keys for the platform's pushes to a store. */
  private async giveKeys(name: keyof World['keys'], merchantId: string, storeId: string, appId: string): Promise<void> {
    const [token, aesKey] = [randomBytes(8).toString('hex'), randomBytes(32).toString('base64').slice(0, 42)];
    this.keys[name] = { token, aesKey: `${aesKey}A`, appId };
    const box = this.product.api.get(SecretBox);
    const seal = (value: string, field: string) => box.seal(value, secretContext(storeId, field));
    await this.query(
      'UPDATE store_secret SET token_sealed = $3, aes_key_sealed = $4, previous_aes_key_sealed = NULL WHERE merchant_id = $1 AND store_id = $2',
      [merchantId, storeId, seal(token, 'token'), seal(`${aesKey}A`, 'aes_key')],
    );
  }

  private ids(side: Side): [providerId: string, merchantId: string | null] {
    return [this.providers[providerOf[side]], side === 'A' || side === 'B' ? null : this.merchants[side]];
  }

  private async addRole(side: Side): Promise<string> {
    const id = newId();
    const [providerId, merchantId] = this.ids(side);
    await this.query(
      'INSERT INTO own_role (id, provider_id, merchant_id, name, permissions, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, now(), now())',
      [id, providerId, merchantId, word(side, 'people'), [...permissionsOfSide(merchantId === null)]],
    );
    return id;
  }

  private async addPerson(
    side: Side,
    role: Role,
    more: { roleId?: string; grants?: [string, string | null][]; tag?: string } = {},
  ): Promise<Person> {
    const id = newId();
    const [providerId, merchantId] = this.ids(side);
    const name = word(side, 'people');
    const email = `${name}.${role.replace('_', '.')}${more.tag ?? ''}@test.example`;
    const isOwn = role.endsWith('_own');
    await this.query(
      `INSERT INTO app_user (id, provider_id, merchant_id, email, name, password_hash, role, role_id, scope, locale, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'zh-CN', now())`,
      [
        id,
        providerId,
        merchantId,
        email,
        name,
        this.passwordHash,
        role,
        isOwn ? more.roleId : null,
        more.grants || role === 'provider_support' ? 'selected' : 'all',
      ],
    );
    for (const [merchant, store] of more.grants ?? [])
      await this.query('INSERT INTO user_scope (provider_id, user_id, merchant_id, store_id) VALUES ($1, $2, $3, $4)', [
        providerId,
        id,
        merchant,
        store,
      ]);
    const { token, user } = await this.product.api
      .get(SessionsService)
      .open(
        { id, name, provider_id: providerId, merchant_id: merchantId },
        { ip: '127.0.0.1', requestId: newId(), userAgent: name },
      );
    return { id, email, cookie: `zhanggui_session=${token}`, sessionId: user.sessionId };
  }

  /** The owner of a merchant that has neither stores nor people, or of a provider that has not even merchants. */
  private async addOwner(providerId: string, merchantId: string | null): Promise<Person> {
    const role: Role = merchantId ? 'merchant_owner' : 'provider_owner';
    const [id, name, email] = [newId(), 'Owner of nothing', `${role}.of.nothing@test.example`];
    await this.query(
      `INSERT INTO app_user (id, provider_id, merchant_id, email, name, password_hash, role, scope, locale, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, 'all', 'zh-CN', now())`,
      [id, providerId, merchantId, email, name, this.passwordHash, role],
    );
    const { token, user } = await this.product.api
      .get(SessionsService)
      .open(
        { id, name, provider_id: providerId, merchant_id: merchantId },
        { ip: '127.0.0.1', requestId: newId(), userAgent: name },
      );
    return { id, email, cookie: `zhanggui_session=${token}`, sessionId: user.sessionId };
  }

  /** An invitation, a key, views of one's own and shared, support access, and an entry of the log with what changed. */
  private async addThings(side: Side, roleId: string, owner: Person) {
    const [providerId, merchantId] = this.ids(side);
    const [invitationId, keyId, viewId] = [newId(), newId(), newId()];
    const isOurs = side === 'A' || side === 'A1';
    const text = word(side, 'people');
    await this.query(
      `INSERT INTO invitation (id, token_hash, provider_id, merchant_id, email, name, role, role_id, locale, invited_by, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'zh-CN', $9, now(), now() + interval '5 days')`,
      [
        invitationId,
        hash(invitationOf(side), 'base64url'),
        providerId,
        merchantId,
        `${text}.invited@test.example`,
        text,
        // Others' are for plain roles, which no look-up of a role refuses.
        `${merchantId ? 'merchant' : 'provider'}_${isOurs ? 'own' : merchantId ? 'clerk' : 'staff'}`,
        isOurs ? roleId : null,
        owner.id,
      ],
    );
    await this.addKey(side, owner.id, null, keyId);
    for (const [id, name, shared] of [
      [viewId, word(side, 'views'), true],
      [newId(), `${word(side, 'views')}own`, false],
    ])
      await this.query(
        `INSERT INTO saved_view (id, provider_id, merchant_id, user_id, page, name, query, columns, shared, position, created_at, updated_at)
         VALUES ($1, $2, $3, $4, 'orders', $5, $6, $7, $8, 0, now(), now())`,
        [id, providerId, merchantId, owner.id, name, JSON.stringify({ note: name }), [name], shared],
      );
    const support = merchantId ? await this.addSupport(side, owner.id) : undefined;
    const table = merchantId ? 'merchant_audit' : 'provider_audit';
    await this.query(
      `UPDATE ${table} SET before = $2, after = $2 WHERE ${merchantId ? 'merchant_id' : 'provider_id'} = $1`,
      [merchantId ?? providerId, JSON.stringify({ note: text })],
    );
    if (merchantId)
      await this.query('UPDATE merchant_audit SET support_access_id = $2 WHERE merchant_id = $1', [
        merchantId,
        support,
      ]);
    return { roleId, invitationId, keyId, viewId, support };
  }

  private async addSupport(side: Side, userId: string): Promise<string> {
    const id = newId();
    const [providerId, merchantId] = this.ids(side);
    await this.query(
      `INSERT INTO support_access (id, provider_id, merchant_id, user_id, user_name, reason, opened_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $5, now(), now() + interval '1 day')`,
      [id, providerId, merchantId, userId, word(side, 'people')],
    );
    return id;
  }

  private async addKey(side: Side, userId: string, grants: unknown, id = newId()): Promise<string> {
    const secret = randomBytes(32).toString('base64url');
    const [providerId, merchantId] = this.ids(side);
    await this.query(
      `INSERT INTO api_key (id, provider_id, merchant_id, user_id, name, secret_hash, permissions, grants, created_at, expires_at, last_used_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now(), now() + interval '90 days', now())`,
      [
        id,
        providerId,
        merchantId,
        userId,
        word(side, 'people'),
        hash(secret, 'hex'),
        [...permissions],
        grants === null ? null : JSON.stringify(grants),
      ],
    );
    return `zg_${id.replaceAll('-', '')}_${secret}`;
  }
}

/** What the link of an invitation of a side ends with. */
export const invitationOf = (side: Side): string => `invitation-that-${side}-sent-by-mail`;

const hash = (text: string, form: 'hex' | 'base64url') => createHash('sha256').update(text).digest(form);

/** The id that another merchant's copy has instead: the same each time. */
function other(id: string, side: 'A2' | 'B1'): string {
  const digit = side === 'A2' ? '2' : '3';
  return id.includes('-') ? `${digit}${id.slice(1)}` : `${id.slice(0, 3)}${digit}${digit}${id.slice(5)}`;
}
