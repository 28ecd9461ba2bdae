import { expect, it } from 'vitest';
import { uiTextEn } from './text-en';
import { uiTextZh } from './text-zh';

it('has every word in both languages', () => {
  expect(Object.keys(uiTextEn).sort()).toEqual(Object.keys(uiTextZh).sort());
  for (const word of [...Object.values(uiTextEn), ...Object.values(uiTextZh)]) expect(word).not.toBe('');
});
