import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { receiverContext } from '@zhanggui/ingestion';
import { SecretBox } from '@zhanggui/platform';
import { migrationNames, restore } from '@zhanggui/schema';
import { CertificateKeys, verifyCertificates } from '@zhanggui/stores';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Caller } from './support/caller';
import { Installation } from './support/installation';

const fixture = (name: string) => path.join(import.meta.dirname, 'fixtures', name);
/** Backups of installations as former releases left them, with the keys that their secrets are sealed with. */
const releases = ['release-1'];

describe.each(releases)('an installation of %s', (release) => {
  const [id, key] = readFileSync(fixture(`${release}.key`), 'utf8')
    .trim()
    .split(':') as [string, string];
  const encryptionKeys = [{ id, key: Buffer.from(key, 'base64') }];
  const name = `upgraded_${randomBytes(6).toString('hex')}`;
  let admin: DataSource;
  let product: Installation;
  let owner: Caller;
  const sql = (statement: string, params: unknown[] = []) => product.database.owner.query(statement, params);

  beforeAll(async () => {
    admin = await new DataSource({ type: 'postgres', url: process.env['TEST_PG']! }).initialize();
    await admin.query(`CREATE DATABASE ${name}`);
    const url = new URL(process.env['TEST_PG']!);
    url.pathname = `/${name}`;
    await restore(url.toString(), fixture(`${release}.zgb`));
    product = await Installation.start({ databaseUrl: url.toString(), config: { encryptionKeys } });
    owner = new Caller(product.baseUrl);
    await owner.post('/api/v1/auth/login', { email: 'owner@demo.zhanggui.example', password: 'zhanggui-demo' });
  });
  afterAll(async () => {
    await product?.stop();
    await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await admin.destroy();
  });

  it('is brought to the newest schema', async () => {
    const ran = await sql('SELECT name FROM schema_migration ORDER BY timestamp');
    expect(ran.map((row: { name: string }) => row.name)).toEqual(migrationNames);
    const ready = await new Caller(product.baseUrl).send('GET', '/readyz');
    expect(JSON.parse(ready.body).migrations).toMatchObject({ ready: true });
  });

  it('keeps every order, and every figure to the fen', async () => {
    const [facts] = await sql(
      `SELECT count(DISTINCT o.id)::int AS orders, sum((f->>'gmvFen')::bigint)::text AS gmv, sum((f->>'refundFen')::bigint)::text AS refunds
       FROM orders o LEFT JOIN LATERAL jsonb_array_elements(o.facts) f ON true`,
    );
    const [figures] = await sql(
      `SELECT sum(gmv_fen)::text AS gmv, sum(refund_fen)::text AS refunds FROM
         (SELECT gmv_fen, refund_fen FROM metric_day UNION ALL SELECT gmv_fen, refund_fen FROM metric_delta) AS t`,
    );
    expect(facts.orders).toBeGreaterThan(40);
    expect(figures).toEqual({ gmv: facts.gmv, refunds: facts.refunds });
    let seen = 0;
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: { items: unknown[]; nextCursor: string | null } = await owner.get(
        `/api/v1/orders?limit=20${cursor ? `&cursor=${cursor}` : ''}`,
      );
      seen += page.items.length;
      cursor = page.nextCursor;
    }
    expect(seen).toBe(facts.orders);
  });

  it('lets its people in, with the roles and scope that they had, and sees them on the new screens', async () => {
    const { items } = await owner.get<{ items: { email: string; role: string }[] }>('/api/v1/people');
    const [{ n }] = await sql('SELECT count(*)::int AS n FROM app_user');
    expect(items).toHaveLength(n);
    expect(items.find(({ email }) => email.startsWith('tea-clerk'))).toMatchObject({ role: 'merchant_clerk' });
    const clerk = new Caller(product.baseUrl);
    await clerk.post('/api/v1/auth/login', { email: 'tea-clerk@demo.zhanggui.example', password: 'zhanggui-demo' });
    expect((await clerk.send('GET', '/api/v1/orders')).status).toBe(200);
    expect((await clerk.send('GET', '/api/v1/reports/overview')).status).toBe(403);
    const { items: log } = await owner.get<{ items: { action: string }[] }>('/api/v1/audit');
    expect(log.map(({ action }) => action)).toContain('session.signed_in');
  });

  it('knows its certificates as ones from before signing, and has none to download', async () => {
    const verdicts: string[] = [];
    for await (const judged of verifyCertificates(sql, new CertificateKeys(encryptionKeys))) {
      verdicts.push(judged.verdict);
      const { merchant_id: merchant, store_id: store, kind, day } = judged.row;
      const path = `/api/v1/stores/${store}/certificates/${kind}/${day}?merchantId=${merchant}`;
      const { status, body } = await owner.send('GET', path);
      expect([status, JSON.parse(body).code]).toEqual([404, 'CERTIFICATE_NOT_SIGNED']);
    }
    expect(verdicts.length).toBeGreaterThan(5);
    expect(new Set(verdicts)).toEqual(new Set(['unsigned']));
  });

  it('opens what it sealed', async () => {
    const rows = await sql('SELECT id, receiver_sealed FROM orders WHERE receiver_sealed IS NOT NULL LIMIT 5');
    expect(rows).toHaveLength(5);
    const box = new SecretBox(encryptionKeys);
    for (const row of rows)
      expect(JSON.parse(box.open(row.receiver_sealed, receiverContext(row.id)))).toHaveProperty('name');
  });
});
