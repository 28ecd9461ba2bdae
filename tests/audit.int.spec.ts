import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AuditHeads } from '@zhanggui/audit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from './support/caller';
import { type ConnectedStore, Installation, password } from './support/installation';
import { Simulator } from './support/simulator';

const folder = mkdtempSync(path.join(tmpdir(), 'zhanggui-audit-'));
const headsFile = path.join(folder, 'heads.jsonl');
let simulator: Simulator;
let product: Installation;
let owner: Caller;
let merchantOwner: Caller;
let store: ConnectedStore;

beforeAll(async () => {
  simulator = await Simulator.start();
  product = await Installation.start({ wechatBaseUrl: simulator.baseUrl, config: { auditHeadsFile: headsFile } });
  owner = await product.person({ email: 'owner@test.example', role: 'provider_owner' });
  store = await product.selfRunStore(owner, simulator, 'Audited');
  merchantOwner = await product.person({
    email: 'm@test.example',
    role: 'merchant_owner',
    merchant: 'Audited merchant',
  });
  await product.drain();
});
afterAll(async () => {
  await product?.stop();
  await simulator?.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Entry {
  seq: number;
  action: string;
  actorName: string;
  actorKind: string;
  ip: string;
  storeId: string | null;
  merchantId: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}
const log = async (caller: Caller, query = '') => (await caller.get<{ items: Entry[] }>(`/api/v1/audit${query}`)).items;
const sql = (statement: string, params: unknown[] = []) => product.database.owner.query(statement, params);

/** The command, as a person runs it. */
function verify(): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const env = {
      ...process.env,
      DATABASE_URL: product.database.ownerUrl,
      REDIS_URL: product.config.redisUrl,
      AUDIT_HEADS_FILE: headsFile,
      ENCRYPTION_KEYS: `k:${Buffer.alloc(32).toString('base64')}`,
    };
    execFile(process.execPath, ['dist/apps/api/verify-audit.js'], { env }, (error, stdout, stderr) =>
      resolve({ code: (error?.code as number | undefined) ?? 0, output: stdout + stderr }),
    );
  });
}

describe('the audit log', () => {
  it('writes down who did what to which store, with what it was before and after, and who may read it does', async () => {
    await merchantOwner.patch(`/api/v1/stores/${store.id}`, { name: 'Renamed' });
    const [entry] = await log(merchantOwner, '?action=store.changed');
    expect(entry).toMatchObject({
      actorName: 'm@test.example',
      actorKind: 'person',
      ip: '127.0.0.1',
      storeId: store.id,
      merchantId: store.merchantId,
      before: { name: 'Audited' },
      after: { name: 'Renamed' },
    });
    expect((await log(owner, `?merchantId=${store.merchantId}`)).map((each) => each.action)).toContain('store.changed');
    const all = await log(owner);
    expect(all.map((each) => each.action)).toEqual(
      expect.arrayContaining(['merchant.created', 'store.connected', 'session.signed_in']),
    );
    // The merchant does not see what the provider does with itself.
    expect((await log(merchantOwner)).filter((each) => each.merchantId !== store.merchantId)).toEqual([]);
  });

  it('leaves no entry of an act that was undone, and no act without its entry', async () => {
    const before = (await log(merchantOwner)).length;
    expect((await merchantOwner.send('POST', `/api/v1/stores/${store.id}/backfill`, {})).status).toBeLessThan(300);
    expect((await merchantOwner.send('POST', `/api/v1/stores/${store.id}/backfill`, {})).status).toBe(409);
    expect((await log(merchantOwner)).length).toBe(before + 1);
  });

  it('numbers the acts of many people at once without a gap', async () => {
    await Promise.all(
      Array.from({ length: 24 }, (_, i) => merchantOwner.patch(`/api/v1/stores/${store.id}`, { name: `Name ${i}` })),
    );
    const rows = await sql('SELECT seq::int AS seq FROM merchant_audit WHERE merchant_id = $1 ORDER BY seq', [
      store.merchantId,
    ]);
    expect(rows.map((row: { seq: number }) => row.seq)).toEqual(rows.map((_: unknown, i: number) => i + 1));
  });

  it('pages by key and filters', async () => {
    const first = await merchantOwner.get<{ items: Entry[]; nextCursor: string }>(
      '/api/v1/audit?limit=5&action=store.changed',
    );
    const second = await merchantOwner.get<{ items: Entry[] }>(
      `/api/v1/audit?limit=5&action=store.changed&cursor=${first.nextCursor}`,
    );
    const seqs = [...first.items, ...second.items].map((item) => item.seq);
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => b - a));
    expect(seqs).toHaveLength(10);
  });

  it('says that a wrong password was tried, and keeps no secret', async () => {
    await owner.send('POST', '/api/v1/auth/login', { email: 'm@test.example', password: 'wrong-canary-word' });
    expect(await log(merchantOwner, '?action=session.refused')).toMatchObject([{ after: { wrong: 'password' } }]);
    const rows = await sql(
      'SELECT before, after FROM merchant_audit UNION ALL SELECT before, after FROM provider_audit',
    );
    expect(JSON.stringify(rows)).not.toMatch(new RegExp(`wrong-canary-word|${password}|argon2|${store.shop.secret}`));
  });
});

describe('audit:verify', () => {
  let copy: Record<string, unknown>[];
  const tables = ['merchant_audit', 'merchant_audit_head'];
  beforeEach(async () => {
    await product.worker.get(AuditHeads).write();
    copy = await Promise.all(
      tables.map((table) => sql(`SELECT coalesce(json_agg(t), '[]') AS rows FROM ${table} t`).then(([row]) => row)),
    );
  });
  const restore = async () => {
    for (const [i, table] of tables.entries()) {
      await sql(`DELETE FROM ${table}`);
      await sql(`INSERT INTO ${table} SELECT * FROM json_populate_recordset(NULL::${table}, $1)`, [
        JSON.stringify(copy[i]!['rows']),
      ]);
    }
  };
  const of = (where: string) => `WHERE merchant_id = $1 AND ${where}`;
  const last = 'seq = (SELECT max(seq) FROM merchant_audit WHERE merchant_id = $1)';

  it('finds nothing where nothing was changed', async () => {
    const { code, output } = await verify();
    expect([code, output]).toEqual([0, expect.stringMatching(/nothing was changed/)]);
    expect(readFileSync(headsFile, 'utf8')).toContain(`merchant ${store.merchantId}`);
  });

  it.each([
    [
      'a changed entry',
      [`UPDATE merchant_audit SET after = '{"name":"Else"}' ${of('seq = 3')}`],
      /entry 3 was changed/,
    ],
    ['a changed name', [`UPDATE merchant_audit SET actor_name = 'Somebody' ${of('seq = 4')}`], /entry 4 was changed/],
    ['a removed entry', [`DELETE FROM merchant_audit ${of('seq = 5')}`], /entry 5 is missing/],
    [
      'an entry put in',
      [
        `UPDATE merchant_audit SET seq = -seq ${of('seq > 5')}`,
        `UPDATE merchant_audit SET seq = 1 - seq ${of('seq < 0')}`,
        `INSERT INTO merchant_audit SELECT merchant_id, provider_id, 6, uuidv7(), store_id, at, actor_kind, actor_id, actor_name, support_access_id, ip, user_agent, request_id,
         action, subject_kind, subject_id, before, after, previous_hash, hash FROM merchant_audit ${of('seq = 5')}`,
      ],
      /entry 6 was changed/,
    ],
    [
      'a tail that was cut, with the head set back',
      [
        `DELETE FROM merchant_audit ${of(last)}`,
        `UPDATE merchant_audit_head h SET (seq, hash) = (SELECT seq, hash FROM merchant_audit ${of(last)}) WHERE merchant_id = $1`,
      ],
      /is gone/,
    ],
    [
      'a whole chain that was removed',
      [`DELETE FROM merchant_audit ${of('true')}`, `DELETE FROM merchant_audit_head ${of('true')}`],
      /is gone/,
    ],
  ])('finds %s', async (_, statements, found) => {
    try {
      for (const statement of statements) await sql(statement, [store.merchantId]);
      const { code, output } = await verify();
      expect([code, output]).toEqual([1, expect.stringMatching(found)]);
    } finally {
      await restore();
    }
    expect((await verify()).code).toBe(0);
  });
});
