import { auditActions, auditSubjects, entryPoints, orderStatuses, permissions, roles } from '@zhanggui/contracts';
import { describe, expect, it } from 'vitest';
import { en } from './en';
import { asLanguage } from './i18n';
import { zh } from './zh';

function leaves(node: object, prefix = ''): [string, string][] {
  return Object.entries(node).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[`${prefix}${key}`, value]] : leaves(value as object, `${prefix}${key}/`),
  );
}

const chinese = leaves(zh);
const english = leaves(en);
const placeholders = (text: string) => (text.match(/\{\{(\w+)\}\}/g) ?? []).sort();

describe('the two languages', () => {
  it('have the same keys', () => {
    expect(english.map(([key]) => key).sort()).toEqual(chinese.map(([key]) => key).sort());
  });

  it('leave no text empty but the heading of the column of buttons', () => {
    const empty = [...chinese, ...english].filter(([, text]) => text.trim() === '').map(([key]) => key);
    expect([...new Set(empty)]).toEqual(['work/column/act']);
  });

  it('fill in the same values', () => {
    const inChinese = new Map(chinese);
    for (const [key, text] of english)
      if (placeholders(text).length > 0)
        expect([key, placeholders(text)]).toEqual([key, placeholders(inChinese.get(key) ?? '')]);
  });

  it('have a word for everything that the contracts name', () => {
    for (const text of [zh, en]) {
      for (const status of orderStatuses) expect(text.orders.state[status]).toBeTruthy();
      for (const entry of entryPoints) expect(text.orders.entry[entry]).toBeTruthy();
      for (const permission of permissions) expect(text.rights[permission]).toBeTruthy();
      for (const action of auditActions) expect(text.audit.action[action]).toBeTruthy();
      for (const subject of auditSubjects) expect(text.audit.subject[subject]).toBeTruthy();
      for (const role of roles) expect(text.roles[role]).toBeTruthy();
    }
  });
});

it('falls back to Chinese', () => {
  expect([asLanguage('en-GB'), asLanguage('zh-TW'), asLanguage(null), asLanguage('fr')]).toEqual([
    'en-US',
    'zh-CN',
    'zh-CN',
    'zh-CN',
  ]);
});
