import { expect, it } from 'vitest';
import { parseSignInSearch } from './sign-in.search';

it.each([
  ['/orders?view=to_ship', '/orders?view=to_ship'],
  ['//evil.example', undefined],
  ['/\\evil.example', undefined],
  ['https://evil.example', undefined],
  ['/sign-in', undefined],
  ['/', undefined],
  [undefined, undefined],
])('returns to %s only inside of this application', (to, expected) => {
  expect(parseSignInSearch({ to }).to).toBe(expected);
});
