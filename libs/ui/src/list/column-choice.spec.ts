import { expect, it } from 'vitest';
import { chosenColumns, columnChoice } from './column-choice';

const columns = [{ key: 'id', fixed: true }, { key: 'state' }, { key: 'paid' }, { key: 'note', optional: true }];
const keys = (choice: string | undefined) => chosenColumns(columns, choice).map(({ key }) => key);

it('shows the usual columns, or those chosen, and never loses the fixed one', () => {
  expect(keys(undefined)).toEqual(['id', 'state', 'paid']);
  expect(keys('note,paid')).toEqual(['id', 'paid', 'note']);
  expect(keys('nonsense')).toEqual(['id']);
});

it('writes a choice and reads it back', () => {
  expect(columnChoice(columns, ['note', 'state'])).toBe('id,state,note');
  expect(keys(columnChoice(columns, ['note', 'state']))).toEqual(['id', 'state', 'note']);
  expect(columnChoice(columns, ['state', 'paid'])).toBeUndefined();
});
