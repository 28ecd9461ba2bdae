import type { MouseEvent } from 'react';

/** A click that the page answers itself; every other click (new tab, new window, download) is the browser's. */
export const isPlainClick = (event: MouseEvent): boolean =>
  event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;

/** Lets a real link be followed inside the application. */
export const followWith = (follow: () => void) => (event: MouseEvent) => {
  if (!isPlainClick(event)) return;
  event.preventDefault();
  follow();
};
