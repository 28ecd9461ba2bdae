import { type Database, newId } from '@zhanggui/platform';
import { topics } from '@zhanggui/stores';
import { createTestDatabase, type TestDatabase } from '@zhanggui/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Inbox, type InboxPush } from '../libs/ingestion/src/callbacks/inbox';

let test: TestDatabase;
let owner: Pick<InboxPush, 'merchantId' | 'providerId' | 'storeId'>;

beforeAll(async () => {
  test = await createTestDatabase();
  const [providerId, merchantId, storeId] = [newId(), newId(), newId()];
  await test.owner.query("INSERT INTO service_provider VALUES ($1, 'P', now())", [providerId]);
  await test.owner.query("INSERT INTO merchant VALUES ($1, $2, 'M', now())", [merchantId, providerId]);
  await test.owner.query(
    `INSERT INTO store (merchant_id, id, provider_id, name, app_id, mode, state, time_zone, permission_sets, created_at, updated_at)
     VALUES ($1, $2, $3, 'S', 'wxinbox', 'self_run', 'connected', 'Asia/Shanghai', '{}', now(), now())`,
    [merchantId, storeId, providerId],
  );
  owner = { merchantId, providerId, storeId };
});
afterEach(() => test.owner.query('TRUNCATE inbox, work'));
afterAll(() => test?.drop());

const at = new Date('2026-03-01T00:00:00Z');
const push = (order: number, event: string, changes: Partial<InboxPush> = {}): InboxPush => ({
  ...owner,
  eventKey: `${event} ${order}`,
  event,
  subjectKind: 'order',
  subjectId: String(order),
  orderPlatformId: String(order),
  body: `{"about":"\\"${order}\\", {a}"}`,
  occurredAt: at,
  receivedAt: at,
  state: 'waiting',
  work: { topic: topics.order, subject: String(order) },
  traceParent: null,
  ...changes,
});

/** A database whose statements can be held back, and are counted. */
function watched(db: Database) {
  let sent = 0;
  let open: (() => void) | undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const database = {
    systemQuery: async (...args: Parameters<Database['systemQuery']>) => {
      sent += 1;
      await gate;
      return db.systemQuery(...args);
    },
  } as unknown as Database;
  return { database, sent: () => sent, open: () => open!() };
}

const kept = async () => ({
  pushes: (await test.owner.query('SELECT event_key FROM inbox ORDER BY event_key')).map(
    (row: { event_key: string }) => row.event_key,
  ),
  work: await test.owner.query('SELECT subject, wanted FROM work ORDER BY subject'),
});
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the inbox', () => {
  it('keeps a push as it came, and asks for its work once', async () => {
    await new Inbox(test.db).keep(push(1, 'new', { traceParent: '00-a-b-01' }));
    const [row] = await test.owner.query('SELECT * FROM inbox');
    expect(row).toMatchObject({ body: push(1, 'new').body, occurred_at: at, received_at: at, state: 'waiting' });
    expect(await test.owner.query('SELECT queue, topic, subject, wanted, trace_parent FROM work')).toEqual([
      { queue: 'live', topic: topics.order, subject: '1', wanted: 1, trace_parent: '00-a-b-01' },
    ]);
  });

  it('writes what arrives meanwhile together, and answers none before its commit', async () => {
    const { database, sent, open } = watched(test.db);
    const inbox = new Inbox(database);
    let answered = 0;
    const counted = () => {
      answered += 1;
    };
    const answers: Promise<void>[] = [];
    for (let order = 1; order <= 300; order++) {
      answers.push(inbox.keep(push(order, 'new')).then(counted));
      if (order <= 10) await turn();
    }
    await turn();
    expect([sent(), answered]).toEqual([6, 0]);
    open();
    await Promise.all(answers);
    // Six alone, and the 294 others in three.
    expect(sent()).toBe(9);
    expect((await kept()).pushes).toHaveLength(300);
  });

  it('knows a push that comes twice at once, or again, and does not ask for its work again', async () => {
    const inbox = new Inbox(test.db);
    await Promise.all([inbox.keep(push(1, 'new')), inbox.keep(push(1, 'new')), inbox.keep(push(2, 'new'))]);
    await inbox.keep(push(2, 'new'));
    expect(await kept()).toEqual({
      pushes: ['new 1', 'new 2'],
      work: [
        { subject: '1', wanted: 1 },
        { subject: '2', wanted: 1 },
      ],
    });
    await inbox.keep(push(2, 'pay'));
    expect((await kept()).work[1]).toEqual({ subject: '2', wanted: 2 });
  });

  it('asks for no work for what needs none', async () => {
    await new Inbox(test.db).keep(push(1, 'odd', { state: 'unknown', work: undefined }));
    expect(await kept()).toEqual({ pushes: ['odd 1'], work: [] });
  });

  it('lets what PostgreSQL refuses fail alone', async () => {
    const inbox = new Inbox(test.db);
    const results = await Promise.allSettled([
      inbox.keep(push(1, 'new')),
      inbox.keep(push(2, 'new', { storeId: newId() })),
      inbox.keep(push(3, 'new', { body: 'a\0b' })),
      inbox.keep(push(4, 'new')),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect((await kept()).pushes).toEqual(['new 1', 'new 4']);
  });

  it('says of every push that it failed when the database is away, and keeps the next ones', async () => {
    let isAway = true;
    const database = {
      systemQuery: (...args: Parameters<Database['systemQuery']>) =>
        isAway ? Promise.reject(new Error('connect ECONNREFUSED')) : test.db.systemQuery(...args),
    } as unknown as Database;
    const inbox = new Inbox(database);
    const results = await Promise.allSettled([inbox.keep(push(1, 'new')), inbox.keep(push(2, 'new'))]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    isAway = false;
    await inbox.keep(push(1, 'new'));
    expect((await kept()).pushes).toEqual(['new 1']);
  });

  it('of two processes that get the same pushes in opposite orders, lets neither wait for the other for ever', async () => {
    const [one, other] = [new Inbox(test.db), new Inbox(test.db)];
    const orders = Array.from({ length: 90 }, (_, i) => i);
    for (let round = 0; round < 5; round++)
      await Promise.all([
        ...orders.map((order) => one.keep(push(order, `round ${round}`))),
        ...orders.toReversed().map((order) => other.keep(push(order, `round ${round}`))),
      ]);
    const { pushes, work } = await kept();
    expect([pushes.length, work.length]).toEqual([450, 90]);
    expect(new Set(work.map(({ wanted }: { wanted: number }) => wanted))).toEqual(new Set([5]));
  });
});
