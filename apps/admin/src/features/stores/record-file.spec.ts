import { describe, expect, it } from 'vitest';
import { recordFile, recordFileName } from './record-file';

describe('the file of a signed record', () => {
  it('is named after store, kind and day, with nothing that a file name cannot hold', () => {
    expect(recordFileName('山野茶铺', '订单', '2026-05-01')).toBe('山野茶铺 订单 2026-05-01.json');
    expect(recordFileName('..\\../a:b\n"c"', 'Orders', '2026-05-01')).toBe('a b c Orders 2026-05-01.json');
    expect(recordFileName('../..', 'Orders', '2026-05-01')).toBe('Orders 2026-05-01.json');
  });

  it('holds a field a line, and the text as it was signed', () => {
    const record = { text: '{"a":"山\\n"}', signature: 's=', keyId: 'k', publicKey: 'p' };
    const file = recordFile({ ...record });
    expect(JSON.parse(file)).toEqual(record);
    expect(file.split('\n')).toHaveLength(7);
    expect(file.split('\n')[1]).toBe('  "text": "{\\"a\\":\\"山\\\\n\\"}",');
  });
});
