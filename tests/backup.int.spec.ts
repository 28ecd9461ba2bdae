import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { addDays, businessDay } from '@zhanggui/contracts';
import { backup, restore } from '@zhanggui/schema';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from './support/caller';
import { type ConnectedStore, Installation } from './support/installation';
import { Simulator } from './support/simulator';

let simulator: Simulator;
let product: Installation;
let owner: Caller;
let store: ConnectedStore;
let folder: string;
let file: string;
let admin: DataSource;
const made: string[] = [];

/** A new, empty database of the server. @returns its owner's URL */
async function emptyDatabase(): Promise<string> {
  const name = `restored_${randomBytes(6).toString('hex')}`;
  await admin.query(`CREATE DATABASE ${name}`);
  made.push(name);
  const url = new URL(process.env['TEST_PG']!);
  url.pathname = `/${name}`;
  return url.toString();
}

const tablesOf = async (ownerUrl: string): Promise<number> => {
  const source = await new DataSource({ type: 'postgres', url: ownerUrl }).initialize();
  const [{ n }] = await source.query("SELECT count(*)::int AS n FROM pg_tables WHERE schemaname = 'public'");
  await source.destroy();
  return n;
};

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'zhanggui-backup-'));
  file = path.join(folder, 'first.zgb');
  admin = await new DataSource({ type: 'postgres', url: process.env['TEST_PG']! }).initialize();
  simulator = await Simulator.start();
  product = await Installation.start({ wechatBaseUrl: simulator.baseUrl });
  owner = await product.person({ email: 'owner@test.example', role: 'provider_owner' });
  store = await product.selfRunStore(owner, simulator, '备份 "quoted" \\ store');
  await simulator.api.post('/sim/api/history', { appids: [store.shop.appid], days: 5, ordersPerDay: 12 });
  await product.drain();
  await product.settle(simulator);
  await backup(product.config.databaseUrl, file);
});
afterAll(async () => {
  await product?.stop();
  await simulator?.stop();
  for (const name of made) await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
  await admin?.destroy();
  await rm(folder, { recursive: true, force: true });
});

describe('a backup', () => {
  it('is closed to others and is not written over', async () => {
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await expect(backup(product.config.databaseUrl, file)).rejects.toThrow(/exists already/);
    await expect(backup(process.env['TEST_PG']!, path.join(folder, 'none'))).rejects.toThrow(/no installation/);
  });

  it('holds every row: taken again of the restored database it is the same', async () => {
    const url = await emptyDatabase();
    await restore(url, file);
    const second = path.join(folder, 'second.zgb');
    await backup(url, second);
    const lines = async (name: string) =>
      gunzipSync(await readFile(name))
        .toString()
        .split('\n')
        .slice(1, -2)
        .sort();
    const first = await lines(file);
    expect(first.length).toBeGreaterThan(300);
    expect(await lines(second)).toEqual(first);
  });

  it('is refused when it is cut short, changed, of a newer release or no backup, before anything is touched', async () => {
    const url = await emptyDatabase();
    const whole = await readFile(file);
    const text = gunzipSync(whole).toString();
    const header = JSON.parse(text.slice(0, text.indexOf('\n')));
    const newer = { ...header, migrations: [...header.migrations, 'FromTheFuture'] };
    const { createHash } = await import('node:crypto');
    const body = `${JSON.stringify(newer)}\n`;
    const cases: [string, Buffer, RegExp][] = [
      ['half of it', whole.subarray(0, whole.length / 2), /cannot be read/],
      ['without its end', gzipSync(text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1)), /cut short/],
      ['a changed amount', gzipSync(text.replace(/"(\d{3,5})"/, '"1"')), /cut short or was changed/],
      ['a text', Buffer.from('hello'), /cannot be read/],
      ['another archive', gzipSync('{"hello":1}\n'), /not a backup/],
      [
        'a newer release',
        gzipSync(`${body}${JSON.stringify({ rows: 0, sha256: createHash('sha256').update(body).digest('hex') })}\n`),
        /newer release/,
      ],
    ];
    for (const [name, content, message] of cases) {
      const broken = path.join(folder, name);
      await writeFile(broken, content);
      await expect(restore(url, broken), name).rejects.toThrow(message);
    }
    expect(await tablesOf(url)).toBe(0);
    await expect(restore(product.config.databaseUrl, file)).rejects.toThrow(/not empty/);
  });

  it('restored into an empty database, started and reconciled, differs in nothing, also from what happened since', async () => {
    // Sold after the backup was taken, and announced to the installation that is lost.
    for (let i = 0; i < 3; i++)
      await simulator.paidOrder(store.shop.appid, { at: new Date(Date.now() - 60_000).toISOString() });
    const databaseUrl = await emptyDatabase();
    await restore(databaseUrl, file);
    const restored = await Installation.start({
      wechatBaseUrl: simulator.baseUrl,
      databaseUrl,
      config: { encryptionKeys: product.config.encryptionKeys },
    });
    try {
      const again = await restored.signIn('owner@test.example');
      await restored.database.owner.query('UPDATE store_sync SET due_at = now()');
      await restored.scheduler.requestPolls();
      await restored.drain();
      const today = businessDay(new Date(), 'Asia/Shanghai');
      const days = [0, 1, 2, 3, 4, 5, 6].map((ago) => addDays(today, -ago));
      const at = `/api/v1/stores/${store.id}`;
      for (const day of days) await again.post(`${at}/certificates?merchantId=${store.merchantId}`, { day });
      await restored.drain();
      const { certificates } = await again.get<{ certificates: { day: string; state: string; repaired: number }[] }>(
        `${at}?merchantId=${store.merchantId}`,
      );
      const held = certificates.filter(({ day }) => days.includes(day));
      expect(held.length).toBe(3 * days.length);
      expect(held.map(({ state }) => state)).toEqual(held.map(() => 'equal'));
      expect(await restored.figures(store.id)).toEqual(await simulator.figures(store.shop.appid, 'Asia/Shanghai'));
    } finally {
      await restored.stop();
    }
  });
});
