import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { variableMeanings } from '@zhanggui/platform';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { noncePlaceholder, securityHeaders } from '../apps/api/src/security-headers';

interface Service {
  image: string;
  build?: { context: string; target: string };
  command?: string[];
  ports?: string[];
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
}

const root = path.resolve(import.meta.dirname, '..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const compose = parse(read('docker-compose.yml'), { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
};
const stages = [...read('Dockerfile').matchAll(/^FROM \S+ AS (\w+)/gm)].map((match) => match[1]);

// No container engine runs where the tests run, so the file is held against what it names.
describe('docker-compose.yml', () => {
  it('has every part, with a health check on each that stays', () => {
    expect(Object.keys(compose.services).sort()).toEqual(['admin', 'api', 'migrate', 'postgres', 'redis', 'worker']);
    for (const [name, service] of Object.entries(compose.services)) {
      if (name !== 'migrate') expect(service.healthcheck?.test, name).toBeDefined();
    }
  });

  it('opens one port only', () => {
    const open = Object.entries(compose.services).filter(([, service]) => service.ports);
    expect(open.map(([name]) => name)).toEqual(['admin']);
  });

  it('gives the processes variables that they know, and all that are required', () => {
    for (const name of ['api', 'worker', 'migrate']) {
      const environment = Object.keys(compose.services[name]!.environment!);
      expect(environment.filter((variable) => !variableMeanings.has(variable))).toEqual([]);
      expect(environment).toEqual(
        expect.arrayContaining(['DATABASE_URL', 'REDIS_URL', 'ENCRYPTION_KEYS', 'PUBLIC_URL']),
      );
    }
  });

  it('runs files that the build makes, from stages that the Dockerfile has', () => {
    for (const name of ['api', 'worker', 'migrate']) {
      const file = compose.services[name]!.command!.at(-1)!;
      const [, app, bundle] = /^dist\/apps\/(\w+)\/(\w+)\.js$/.exec(file)!;
      expect(existsSync(path.join(root, `apps/${app}/src/${bundle}.ts`)), file).toBe(true);
    }
    for (const service of Object.values(compose.services))
      if (service.build) expect(stages).toContain(service.build.target);
  });

  it('starts nothing before the schema is there', () => {
    for (const name of ['api', 'worker'])
      expect(compose.services[name]!.depends_on!['migrate']).toEqual({ condition: 'service_completed_successfully' });
  });

  it('asks for every secret instead of bringing one', () => {
    const text = read('docker-compose.yml');
    for (const variable of ['POSTGRES_PASSWORD', 'ENCRYPTION_KEYS', 'PUBLIC_URL'])
      expect(text).toContain(`\${${variable}:?`);
  });

  it('sends the same policy for the admin’s pages as the api does', () => {
    const headers = securityHeaders('https://shop.example', '$request_id');
    const nginx = read('apps/admin/nginx.conf');
    expect(/Content-Security-Policy "([^"]*)"/.exec(nginx)?.[1]).toBe(headers['content-security-policy']);
    expect(nginx).toContain(`Permissions-Policy "${headers['permissions-policy']}"`);
    expect(nginx).toContain(`sub_filter '${noncePlaceholder}' $request_id;`);
  });
});
