import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
// @ts-expect-error plain JavaScript, since it runs before anything is built
import { freePort, isListening } from '../../tools/services.mjs';
import { ended, type Launched, launch as launchOne, printed } from './support/launcher';

let dataDir: string;
let port: number;
let launches: Launched[] = [];
const launch = (env: Record<string, string>, command?: string[]): Launched => {
  const launched = launchOne(env, command);
  launches.push(launched);
  return launched;
};
const env = () => ({
  DATA_DIR: dataDir,
  PORT: String(port),
  // A platform of its own is named: no simulator, no demo.
  WECHAT_API_BASE_URL: 'http://127.0.0.1:9',
  ADMIN_EMAIL: 'first@owner.example',
  ADMIN_PASSWORD: 'a long first password',
});
const login = () =>
  fetch(`http://127.0.0.1:${port}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'first@owner.example', password: 'a long first password' }),
  });

/** Every process of an installation carries its data folder in its environment or its arguments. */
const processesOf = (folder: string): string[] =>
  execFileSync('sh', ['-c', `grep -lsz -- "${folder}" /proc/[0-9]*/environ /proc/[0-9]*/cmdline || true`])
    .toString()
    .split('\n')
    .map((file) => file.split('/')[2] ?? '')
    .filter((pid) => pid && pid !== String(process.pid) && isAlive(pid));
const isAlive = (pid: string) => {
  try {
    return (
      !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8')) &&
      !readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('grep')
    );
  } catch {
    return false;
  }
};

beforeAll(async () => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'zhanggui-launcher-'));
  port = await freePort();
});
// A test that failed half-way must not hold the port of the next.
afterEach(async () => {
  for (const launched of launches) {
    launched.child.kill('SIGTERM');
    await ended(launched);
  }
  launches = [];
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

describe('npm start', () => {
  it('starts against a named platform, without simulator and demo, with the first owner', async () => {
    const launched = launch(env());
    await printed(launched, `Zhanggui is ready: http://localhost:${port}`);
    expect(launched.output()).not.toMatch(/simulat|demo/i);
    expect((await login()).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${port}/`)).headers.get('content-type')).toMatch(/html/);
    const second = launch({ ...env(), PORT: String(await freePort()) });
    expect(await ended(second)).toBe(1);
    expect(second.output()).toMatch(/runs already/);
    launched.child.kill('SIGTERM');
    expect(await ended(launched)).toBe(0);
    expect(processesOf(dataDir)).toEqual([]);
  });

  it('leaves nothing behind when it is killed, and recovers with its data at the next start', async () => {
    // Once the launcher itself, once npm above it.
    for (const command of [undefined, ['npm', 'start']]) {
      const killed = launch(env(), command);
      await printed(killed, 'Zhanggui is ready');
      expect(processesOf(dataDir).length).toBeGreaterThan(3);
      killed.child.kill('SIGKILL');
      await ended(killed);
      for (let i = 0; i < 400 && processesOf(dataDir).length > 0; i++)
        await new Promise((resolve) => setTimeout(resolve, 50));
      expect(processesOf(dataDir)).toEqual([]);
    }
    const again = launch(env());
    await printed(again, 'Zhanggui is ready');
    expect((await login()).status).toBe(200);
    again.child.kill('SIGINT');
    expect(await ended(again)).toBe(0);
    expect(await isListening(port)).toBe(false);
  });

  it('says in one sentence that a port is busy, and what to do', async () => {
    const server: Server = await new Promise((resolve) => {
      const listening = createServer().listen(port, '127.0.0.1', () => resolve(listening));
    });
    try {
      const launched = launch(env());
      expect(await ended(launched)).toBe(1);
      expect(launched.output().trim()).toBe(
        `Port ${port} is in use: stop what listens there, or set PORT to a free port.`,
      );
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('says in one sentence that it may not write its data', async () => {
    const file = path.join(dataDir, 'not-a-folder');
    writeFileSync(file, '');
    const launched = launch({ ...env(), DATA_DIR: path.join(file, 'data') });
    expect(await ended(launched)).toBe(1);
    expect(launched.output().trim()).toMatch(/^Cannot write to .*: set DATA_DIR to a folder that you may write to\.$/);
  });
});
