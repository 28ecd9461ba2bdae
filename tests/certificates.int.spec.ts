import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { addDays, businessDay } from '@zhanggui/contracts';
import { type EncryptionKey, isSignedBy } from '@zhanggui/platform';
import { CertificateKeys, digestOfIds, verifyCertificates } from '@zhanggui/stores';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from './support/caller';
import { type ConnectedStore, Installation } from './support/installation';
import { Simulator } from './support/simulator';

interface SignedRecord {
  text: string;
  signature: string;
  keyId: string;
  publicKey: string;
}

const root = path.resolve(import.meta.dirname, '..');
const folder = mkdtempSync(path.join(tmpdir(), 'zhanggui-certificates-'));
const day = addDays(businessDay(new Date(), 'Asia/Shanghai'), -1);
let simulator: Simulator;
let product: Installation;
let owner: Caller;
let store: ConnectedStore;

beforeAll(async () => {
  simulator = await Simulator.start();
  product = await Installation.start({ wechatBaseUrl: simulator.baseUrl, config: { backfillDays: 3 } });
  owner = await product.person({ email: 'owner@test.example', role: 'provider_owner' });
  store = await product.selfRunStore(owner, simulator, '山野小店');
  await simulator.api.post('/sim/api/history', { appids: [store.shop.appid], days: 3, ordersPerDay: 12 });
  await simulator.api.post('/sim/api/clock/advance', { seconds: 1 });
  await product.drain();
  await certify();
});
afterAll(async () => {
  await product?.stop();
  await simulator?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const sql = (statement: string, params: unknown[] = []) => product.database.owner.query(statement, params);
const at = (rest: string) => `/api/v1/stores/${store.id}/certificates${rest}?merchantId=${store.merchantId}`;
const record = (kind = 'orders', of = day) => owner.get<SignedRecord>(at(`/${kind}/${of}`));
const said = async (kind = 'orders') => JSON.parse((await record(kind)).text);
const isValid = ({ publicKey, text, signature }: SignedRecord) => isSignedBy(publicKey, text, signature);
async function certify(): Promise<void> {
  await owner.post(at(''), { day });
  await product.drain();
}

const written = (keys: readonly EncryptionKey[]) =>
  keys.map(({ id, key }) => `${id}:${key.toString('base64')}`).join(',');

/** A command, as a person runs it. */
function run(command: string, args: string[], env: Record<string, string>): { code: number | null; output: string } {
  const bare = { PATH: process.env['PATH'] ?? '', ...env };
  const { status, stdout, stderr } = spawnSync(process.execPath, [`dist/apps/api/${command}.js`, ...args], {
    cwd: root,
    env: bare,
    encoding: 'utf8',
  });
  return { code: status, output: stdout + stderr };
}
const verify = (keys = product.config.encryptionKeys) =>
  run('verify-certificates', [], { DATABASE_URL: product.database.ownerUrl, ENCRYPTION_KEYS: written(keys) });
const rotate = (keys: readonly EncryptionKey[]) =>
  run('rotate-keys', [], {
    DATABASE_URL: product.database.ownerUrl,
    REDIS_URL: 'redis://localhost',
    ENCRYPTION_KEYS: written(keys),
  });

describe('a certificate', () => {
  it('is signed by the reconciliation that writes it, for every kind and day', async () => {
    const rows = await sql('SELECT kind, day::text AS day FROM certificate');
    expect(rows.length).toBeGreaterThan(5);
    for (const row of rows) {
      const signed = await record(row.kind, row.day);
      expect([row.day, row.kind, isValid(signed), signed.keyId]).toEqual([row.day, row.kind, true, 'test']);
    }
  });

  it('says what was held against what', async () => {
    const ids: { id: string }[] = await sql(
      "SELECT platform_order_id AS id FROM orders WHERE (updated_at AT TIME ZONE 'Asia/Shanghai')::date = $1",
      [day],
    );
    expect(ids.length).toBeGreaterThan(3);
    const side = { count: ids.length, digest: digestOfIds(ids.map(({ id }) => id)) };
    const [{ checked_at: checkedAt }] = await sql(
      "SELECT checked_at FROM certificate WHERE kind = 'orders' AND day = $1",
      [day],
    );
    expect(await said()).toEqual({
      format: 'zhanggui-certificate',
      version: 1,
      merchantId: store.merchantId,
      storeId: store.id,
      appId: store.shop.appid,
      kind: 'orders',
      day,
      timeZone: 'Asia/Shanghai',
      window: { from: `${addDays(day, -1)}T16:00:00.000000Z`, to: `${day}T16:00:00.000000Z` },
      platform: side,
      own: side,
      missing: [],
      surplus: [],
      repaired: 0,
      state: 'equal',
      checkedAt: checkedAt.toISOString().replace('Z', '000Z'),
    });
  });

  it('is signed anew each time that it is written: when a day differs, and when it is repaired', async () => {
    const [lost] = await sql('SELECT platform_order_id AS id FROM orders WHERE updated_at < now() LIMIT 1');
    const [{ of }] = await sql(
      "SELECT (updated_at AT TIME ZONE 'Asia/Shanghai')::date::text AS of FROM orders WHERE platform_order_id = $1",
      [lost.id],
    );
    await sql('DELETE FROM orders WHERE platform_order_id = $1', [lost.id]);
    await owner.post(at(''), { day: of });
    await product.drain();
    const differing = await record('orders', of);
    expect([JSON.parse(differing.text).state, JSON.parse(differing.text).missing]).toEqual(['repairing', [lost.id]]);
    await sql("UPDATE work SET available_at = now() - interval '1 second'");
    await product.drain();
    const repaired = await record('orders', of);
    expect([JSON.parse(repaired.text).state, JSON.parse(repaired.text).repaired]).toEqual(['equal', 1]);
    expect([isValid(differing), isValid(repaired)]).toEqual([true, true]);
  });

  it('stays as it was signed when the store gets another time zone and name', async () => {
    const before = await record();
    await owner.patch(`/api/v1/stores/${store.id}?merchantId=${store.merchantId}`, {
      timeZone: 'Asia/Tokyo',
      name: '新名字',
    });
    expect(await record()).toEqual(before);
    await owner.patch(`/api/v1/stores/${store.id}?merchantId=${store.merchantId}`, { timeZone: 'Asia/Shanghai' });
  });
});

describe('the route of a signed record', () => {
  it('answers another tenant, and a store that is another’s, like one that does not exist', async () => {
    const stranger = await product.person({ email: 'stranger@test.example', role: 'provider_owner' }, 'Strangers');
    const theirs = await product.selfRunStore(stranger, simulator, 'Theirs');
    const ask = async (caller: Caller, merchantId: string, storeId: string) => {
      const { status, body } = await caller.send(
        'GET',
        `/api/v1/stores/${storeId}/certificates/orders/${day}?merchantId=${merchantId}`,
      );
      const { requestId: _, ...answer } = JSON.parse(body);
      return [status, answer];
    };
    const nobody = '01900000-0000-7000-8000-000000000000';
    const none = await ask(stranger, theirs.merchantId, nobody);
    expect([none[0], none[1].code]).toEqual([404, 'NOT_FOUND']);
    expect(await ask(stranger, theirs.merchantId, store.id)).toEqual(none);
    expect(await ask(stranger, store.merchantId, store.id)).toEqual(await ask(stranger, nobody, nobody));
    expect(await ask(owner, store.merchantId, theirs.id)).toEqual(none);
  });

  it('says that a day has no signed record, and refuses what is no day or kind', async () => {
    const ask = async (rest: string) => {
      const { status, body } = await owner.send('GET', at(rest));
      return [status, JSON.parse(body).code];
    };
    expect(await ask('/orders/2020-01-01')).toEqual([404, 'CERTIFICATE_NOT_SIGNED']);
    expect(await ask('/orders/2026-02-31')).toEqual([400, 'VALIDATION_FAILED']);
    expect(await ask(`/parcels/${day}`)).toEqual([400, 'VALIDATION_FAILED']);
  });
});

describe('certificates:verify', () => {
  const kept: string[] = [];
  const keep = async () => {
    const [{ rows }] = await sql("SELECT coalesce(json_agg(c), '[]')::text AS rows FROM certificate c");
    kept.push(rows);
  };
  afterEach(async () => {
    const rows = kept.pop();
    if (!rows) return;
    await sql('DELETE FROM certificate');
    await sql('INSERT INTO certificate SELECT * FROM json_populate_recordset(NULL::certificate, $1)', [rows]);
  });
  const ofDay = "WHERE kind = 'orders' AND day = $1";

  it('finds nothing where nothing was changed, and names the public key', async () => {
    const { code, output } = verify();
    expect([code, output]).toEqual([0, expect.stringMatching(/0 from before signing: nothing was changed\n$/)]);
    expect(output).toContain((await record()).publicKey);
  });

  const nothing =
    'signature = NULL, key_id = NULL, platform_digest = NULL, own_digest = NULL, time_zone = NULL, app_id = NULL';
  it.each([
    ['another state', "state = 'different'", 'changed'],
    ['another id', "missing = '{1}'", 'changed'],
    ['other numbers', 'platform_count = platform_count + 1, own_count = own_count + 1', 'changed'],
    ['other ids behind a digest', 'own_digest = reverse(own_digest)', 'changed'],
    ['another moment', "checked_at = checked_at + interval '1 microsecond'", 'changed'],
    ['a moment without end', "window_to = 'infinity'", 'changed'],
    ['another day', 'day = day - 100', 'changed'],
    ['another app', "app_id = 'wxother'", 'changed'],
    ['another signature', "signature = 'A' || substr(signature, 2)", 'changed'],
    ['no signature', 'signature = NULL', 'changed'],
    ['a key that nobody knows', "key_id = 'k9'", 'unknown_key'],
    ['nothing left of the signature', nothing, 'stripped'],
  ])('finds a row with %s', async (_, change, verdict) => {
    await keep();
    await sql(`UPDATE certificate SET ${change} ${ofDay}`, [day]);
    const found: string[] = [];
    for await (const judged of verifyCertificates(sql, new CertificateKeys(product.config.encryptionKeys)))
      if (judged.verdict !== 'valid') found.push(judged.verdict);
    expect(found).toEqual([verdict]);
  });

  it('names merchant, store, kind and day of each, and ends with 1', async () => {
    await keep();
    await sql(`UPDATE certificate SET state = 'different' ${ofDay}`, [day]);
    await sql("UPDATE certificate SET key_id = 'k9' WHERE kind = 'after_sales' AND day = $1", [day]);
    await sql(`UPDATE certificate SET ${nothing} WHERE kind = 'gift_after_sales' AND day = $1`, [day]);
    const { code, output } = verify();
    const where = `山野小店 merchant (merchant ${store.merchantId}), 新名字 (store ${store.id})`;
    expect([code, output.split('\n')]).toEqual([
      1,
      [
        `${where}: after_sales of ${day} is signed with a key that is not among ENCRYPTION_KEYS`,
        `${where}: gift_after_sales of ${day} has no signature, although certificates were signed by the time it was checked`,
        `${where}: orders of ${day} was changed after it was signed`,
        expect.stringContaining('public key'),
        expect.stringMatching(/: 3 faults$/),
        '',
      ],
    ]);
  });

  it('counts those from before signing, page by page, and finds the changed one among them', async () => {
    await keep();
    await sql(
      `INSERT INTO certificate (merchant_id, store_id, provider_id, day, kind, window_from, window_to, platform_count, own_count, missing, surplus, repaired,
         differing_checks, checked_at, state)
       SELECT merchant_id, store_id, provider_id, '2001-01-01'::date + n, kind, window_from, window_to, 1, 1, '{}', '{}', 0, 0, '2001-01-01', 'equal'
       FROM certificate, generate_series(1, 1200) AS n ${ofDay}`,
      [day],
    );
    const { code, output } = verify();
    expect([code, output]).toEqual([0, expect.stringMatching(/ 1200 from before signing: nothing was changed/)]);
    expect(JSON.parse((await owner.send('GET', at('/orders/2001-01-02'))).body).code).toBe('CERTIFICATE_NOT_SIGNED');
    await sql(`UPDATE certificate SET repaired = 9 ${ofDay}`, [day]);
    expect(verify()).toEqual({ code: 1, output: expect.stringContaining(`orders of ${day} was changed`) });
  });
});

describe('a downloaded record', () => {
  const file = path.join(folder, 'record.json');
  const check = (content: unknown, keys?: readonly EncryptionKey[]) => {
    writeFileSync(file, JSON.stringify(content, null, 2));
    return run('verify-certificates', [file], keys ? { ENCRYPTION_KEYS: written(keys) } : {});
  };

  it('is checked without a database, and without a key of ours', async () => {
    const { code, output } = check(await record());
    expect([code, output]).toEqual([
      0,
      expect.stringContaining(`store ${store.id}: orders of ${day} is as it was signed`),
    ]);
  });

  it('is of this installation or not, where its keys are known', async () => {
    const signed = await record();
    const other = [{ id: 'test', key: randomBytes(32) }];
    expect(check(signed, product.config.encryptionKeys)).toEqual({
      code: 0,
      output: expect.stringContaining('The key is "test" of this installation'),
    });
    expect(check(signed, other)).toEqual({ code: 1, output: expect.stringContaining('none of this installation') });
  });

  it('is refused when it was changed, was signed by another, or is no record', async () => {
    const signed = await record();
    const changed = { ...signed, text: signed.text.replace('"state":"equal"', '"state":"different"') };
    expect(check(changed)).toEqual({ code: 1, output: expect.stringContaining('was changed after it was signed') });
    expect(check({ ...signed, signature: (await record('after_sales')).signature }).code).toBe(1);
    expect(check({ ...signed, text: '{}' })).toEqual({
      code: 1,
      output: expect.stringContaining('not a signed record'),
    });
    expect(check('nothing').code).toBe(1);
  });

  const hasOpenssl = /^OpenSSL [3-9]/.test(spawnSync('openssl', ['version'], { encoding: 'utf8' }).stdout ?? '');
  it.skipIf(!hasOpenssl)('is checked by openssl alone, as docs/operations.md says', async () => {
    const [, commands] = /```\n(field\(\)[^`]*)```/.exec(readFileSync(path.join(root, 'docs/operations.md'), 'utf8'))!;
    const signed = await record();
    const openssl = (content: SignedRecord) => {
      writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
      return execFileSync('sh', ['-c', `${commands}\ntrue`], { cwd: folder, encoding: 'utf8' });
    };
    expect(openssl(signed)).toContain('Signature Verified Successfully');
    expect(openssl({ ...signed, text: signed.text.replace('equal', 'Equal') })).toContain(
      'Signature Verification Failure',
    );
  });
});

describe('keys:rotate', () => {
  it('signs anew what verifies, leaves and names what was changed, and the former key is needed no more', async () => {
    const former = product.config.encryptionKeys[0]!;
    const current = { id: 'k2', key: randomBytes(32) };
    const [{ n }] = await sql('SELECT count(*)::int AS n FROM certificate');
    await sql("UPDATE certificate SET repaired = repaired + 1 WHERE kind = 'after_sales' AND day = $1", [day]);
    const first = rotate([current, former]);
    expect(first.code).toBe(1);
    expect(first.output).toMatch(
      new RegExp(`\\(store ${store.id}\\): after_sales of ${day} is not signed anew: it was changed`),
    );
    expect(first.output).toContain(`and ${n - 1} certificates signed with the key "k2" now`);
    expect(verify([current, former])).toEqual({ code: 1, output: expect.stringMatching(/: 1 faults\n$/) });

    // Held against the platform again, the changed one is proved anew, with the key that the worker has.
    await certify();
    expect(rotate([current, former]).output).toContain('and 3 certificates signed');
    expect(verify([current])).toEqual({ code: 0, output: expect.stringContaining('nothing was changed') });
    expect(verify([former])).toEqual({ code: 1, output: expect.stringContaining(`: ${n} faults`) });
    expect(JSON.parse((await owner.send('GET', at(`/orders/${day}`))).body).code).toBe('CERTIFICATE_NOT_SIGNED');
  });
});
