import { describe, expect, it } from 'vitest';
import { errorLine } from './error-line';

const thrownBy = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return error;
  }
};

describe('an error in a log', () => {
  it('does not quote what could not be parsed', () => {
    const line = errorLine(thrownBy(() => JSON.parse('{"receiver": Zhang San')));
    expect(line).toMatchObject({ type: 'SyntaxError', message: '[quotes data]' });
    expect(line.stack).toContain('error-line.spec');
    expect(JSON.stringify(line)).not.toContain('Zhang');
  });

  it.each(['22P02', '23505'])('does not quote the values of PostgreSQL’s %s', (code) => {
    const error = Object.assign(new Error('invalid input syntax for type uuid: "13800001111"'), {
      severity: 'ERROR',
      code,
      detail: 'Key (email)=(zhang@example.com) already exists.',
      parameters: ['zhang@example.com'],
    });
    const text = JSON.stringify(errorLine(new Error('the order was not written', { cause: error })));
    expect(text).toContain(code);
    expect(text).toContain('the order was not written');
    expect(text).not.toMatch(/13800001111|zhang@/);
  });

  it('says what a statement of ours did wrong', () => {
    const error = Object.assign(new Error('relation "ordrs" does not exist'), { severity: 'ERROR', code: '42P01' });
    expect(errorLine(error).message).toBe('relation "ordrs" does not exist');
  });
});
