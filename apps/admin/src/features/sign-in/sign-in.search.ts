import type { RawSearch } from '../../shared/search';

export interface SignInSearch {
  /** Where the person was going: an address of this application, never of another site. */
  readonly to?: string | undefined;
}

export function parseSignInSearch(raw: RawSearch): SignInSearch {
  const { to } = raw;
  return { to: typeof to === 'string' && isOwnAddress(to) ? to : undefined };
}

// '//evil.example' and '/\evil.example' are addresses of other sites to a browser.
const isOwnAddress = (to: string) => /^\/(?![/\\])/.test(to) && !to.startsWith('/sign-in') && to !== '/';
