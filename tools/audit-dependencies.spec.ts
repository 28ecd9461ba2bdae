import { describe, expect, it } from 'vitest';
// @ts-expect-error plain JavaScript, as all commands of the launcher
import { judge } from './audit-dependencies.mjs';

const counted = { vulnerabilities: { total: 0 } };

describe('the audit of the dependencies', () => {
  it('does not take silence for safety', () => {
    for (const output of ['', '<html>', '{"message":"404 Not Found","error":{"summary":"not supported"}}'])
      expect(judge(output)).toMatchObject({ code: 2, text: expect.stringContaining('Nothing is known') });
  });

  it('fails on a weakness and says what helps', () => {
    const weak = { name: 'x', severity: 'high', range: '<2', fixAvailable: { version: '2.0.0' } };
    const { code, text } = judge(JSON.stringify({ metadata: counted, vulnerabilities: { x: weak } }));
    expect([code, text.includes('high: x <2 (fixed in 2.0.0)')]).toEqual([1, true]);
  });

  it('is content with an answer that names none', () => {
    expect(judge(JSON.stringify({ metadata: counted, vulnerabilities: {} })).code).toBe(0);
  });
});
