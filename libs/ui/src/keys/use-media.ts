import { useSyncExternalStore } from 'react';

/** Whether a media query holds, and follows it. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (onChange) => {
      const list = window.matchMedia(query);
      list.addEventListener('change', onChange);
      return () => list.removeEventListener('change', onChange);
    },
    () => window.matchMedia(query).matches,
  );
}

/** Screens where a table becomes a list of cards. */
export const usePhone = (): boolean => useMedia('(max-width: 767px)');
