import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ConfigurationError, readConfiguration, variableMeanings } from './configuration';

const key = `k1:${Buffer.alloc(32, 1).toString('base64')}`;
const minimal = { DATABASE_URL: 'postgres://a:b@localhost/x', REDIS_URL: 'redis://localhost', ENCRYPTION_KEYS: key };

describe('readConfiguration', () => {
  it('fills in defaults and decodes the keys', () => {
    const config = readConfiguration({ ...minimal, PORT: '8080' });
    expect(config.port).toBe(8080);
    expect(config.publicUrl).toBe('http://localhost:8080');
    expect(config.encryptionKeys).toEqual([{ id: 'k1', key: Buffer.alloc(32, 1) }]);
  });

  it('names every bad variable and none of their values', () => {
    const attempt = () =>
      readConfiguration({ ...minimal, DATABASE_URL: 'mysql://hunter2', PORT: 'eighty', ENCRYPTION_KEYS: '' });
    expect(attempt).toThrow(ConfigurationError);
    expect(attempt).toThrow(/DATABASE_URL is not valid[\s\S]*ENCRYPTION_KEYS is missing[\s\S]*PORT is not valid/);
    expect(attempt).not.toThrow(/hunter2|eighty/);
  });

  it('asks for the whole third-party platform when a part is given', () => {
    expect(() => readConfiguration({ ...minimal, WECHAT_COMPONENT_APPID: 'wx1' })).toThrow(
      /WECHAT_COMPONENT_SECRET is missing/,
    );
  });

  it('does not read "false" as true', () => {
    expect(readConfiguration({ ...minimal, TRUST_PROXY: 'false' }).trustProxy).toBe(false);
  });

  it('is described by .env.example, name by name', () => {
    const example = readFileSync(new URL('../../../../.env.example', import.meta.url), 'utf8');
    const names = [...example.matchAll(/^#?\s?([A-Z][A-Z_]+)=/gm)].map((match) => match[1]);
    expect(names).toEqual([...variableMeanings.keys()]);
    for (const { meaning } of variableMeanings.values()) expect(example).toContain(`# ${meaning}`);
  });
});
