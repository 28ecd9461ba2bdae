import { createHash } from 'node:crypto';
import { isSignedBy } from '@zhanggui/platform';
import { describe, expect, it } from 'vitest';
import { CertificateKeys } from './certificate-keys';
import { type CertificateRow, certificateText, digestOfIds, subjectOf } from './certificate-text';

const row: CertificateRow = {
  merchant_id: '01900000-0000-7000-8000-000000000001',
  store_id: '01900000-0000-7000-8000-000000000002',
  app_id: 'wxshop',
  kind: 'orders',
  day: '2026-05-01',
  time_zone: 'Asia/Shanghai',
  window_from: '2026-04-30T16:00:00.000000Z',
  window_to: '2026-05-01T16:00:00.000000Z',
  platform_count: 3,
  platform_digest: digestOfIds(['1', '2', '3']),
  own_count: 2,
  own_digest: digestOfIds(['2', '山"\n']),
  missing: ['3', '1'],
  surplus: ['山"\n'],
  repaired: 4,
  state: 'repairing',
  checked_at: '2026-05-02T01:02:03.004000Z',
  key_id: null,
  signature: null,
};
const keys = new CertificateKeys([{ id: 'k1', key: Buffer.alloc(32, 1) }]);
const { keyId, signature } = keys.signRow(row);
const signed: CertificateRow = { ...row, key_id: keyId, signature };

describe('the text of a certificate', () => {
  it('is the same for ever, to the last character: kept records are checked by it', () => {
    expect(certificateText(row)).toBe(
      [
        '{"format":"zhanggui-certificate","version":1',
        '"merchantId":"01900000-0000-7000-8000-000000000001","storeId":"01900000-0000-7000-8000-000000000002","appId":"wxshop"',
        '"kind":"orders","day":"2026-05-01","timeZone":"Asia/Shanghai"',
        '"window":{"from":"2026-04-30T16:00:00.000000Z","to":"2026-05-01T16:00:00.000000Z"}',
        '"platform":{"count":3,"digest":"ad53e8806d17c82d38902738d1d47d96bddaade27513466322efa0f793149dd0"}',
        '"own":{"count":2,"digest":"1d59d0e9ebffae4c0a977c0830baf05e53e55bed16bb781201216dc1a6facd3a"}',
        '"missing":["3","1"],"surplus":["山\\"\\n"],"repaired":4,"state":"repairing","checkedAt":"2026-05-02T01:02:03.004000Z"}',
      ].join(','),
    );
  });

  it('does not depend on the order in which the columns come, nor on the signature', () => {
    const turned = Object.fromEntries(Object.entries(signed).reverse()) as unknown as CertificateRow;
    expect(certificateText(turned)).toBe(certificateText(row));
  });

  it('says what it is about, and nothing of a text that is none', () => {
    expect(subjectOf(certificateText(row))).toEqual({
      merchantId: row.merchant_id,
      storeId: row.store_id,
      kind: 'orders',
      day: '2026-05-01',
    });
    const other = certificateText({ ...row, store_id: '\u001b[2J' });
    for (const text of ['', 'null', '[]', '{}', '{"format":"zhanggui-certificate","version":2}', other])
      expect(subjectOf(text)).toBeUndefined();
  });
});

describe('the signature of a certificate', () => {
  const changes: Omit<{ [Column in keyof CertificateRow]: CertificateRow[Column] }, 'key_id' | 'signature'> = {
    merchant_id: row.store_id,
    store_id: row.merchant_id,
    app_id: null,
    kind: 'after_sales',
    day: '2026-05-02',
    time_zone: 'Asia/Tokyo',
    window_from: '2026-04-30T16:00:00.000001Z',
    window_to: '2026-05-01T16:00:01.000000Z',
    platform_count: 2,
    platform_digest: digestOfIds(['1', '2']),
    own_count: 3,
    own_digest: null,
    missing: ['1', '3'],
    surplus: [],
    repaired: 0,
    state: 'equal',
    checked_at: '2026-05-02T01:02:03.005000Z',
  };

  it('is valid for the row as it was signed, and for whoever has the public key', () => {
    expect(keys.judge(signed)).toBe('valid');
    expect(isSignedBy(keys.publicKey('k1')!, certificateText(signed), signature)).toBe(true);
  });

  it.each(Object.entries(changes))('does not fit a row whose %s was changed', (column, value) => {
    expect(keys.judge({ ...signed, [column]: value })).toBe('changed');
  });

  it('does not fit when the signature or the name of its key is another or gone', () => {
    expect(keys.judge({ ...signed, signature: null })).toBe('changed');
    expect(keys.judge({ ...signed, key_id: null })).toBe('changed');
    expect(keys.judge({ ...signed, key_id: 'k0' })).toBe('unknown_key');
    expect(keys.judge({ ...signed, signature: keys.signRow({ ...row, repaired: 5 }).signature })).toBe('changed');
  });

  it('is missed in no certificate from before signing', () => {
    const before = { app_id: null, time_zone: null, platform_digest: null, own_digest: null };
    expect(keys.judge({ ...row, ...before })).toBe('unsigned');
    expect(keys.judge(row)).toBe('changed');
  });
});

describe('the digest of ids', () => {
  it('is SHA-256 over the ids in order, one per line', () => {
    expect(digestOfIds(['b', 'a'])).toBe(createHash('sha256').update('a\nb').digest('hex'));
    expect(digestOfIds(new Set(['2', '1', '10']))).toBe(digestOfIds(['10', '2', '1']));
    expect(digestOfIds(['1', '2'])).not.toBe(digestOfIds(['12']));
    expect(digestOfIds([])).toBe(createHash('sha256').digest('hex'));
  });
});
