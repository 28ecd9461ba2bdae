import { useSyncExternalStore } from 'react';

/** A value of this browser: kept in localStorage where that is allowed, else for as long as the page lives. */
export interface Stored<T> {
  get(): T;
  set(value: T): void;
  subscribe(onChange: () => void): () => void;
}

const prefix = 'zhanggui.';

export function stored<T>(name: string, read: (text: string | null) => T, write: (value: T) => string | null) {
  const key = prefix + name;
  const listeners = new Set<() => void>();
  let value = read(readItem(key));
  window.addEventListener('storage', (event) => {
    if (event.key !== key) return;
    value = read(event.newValue);
    for (const listener of listeners) listener();
  });
  const store: Stored<T> = {
    get: () => value,
    set(next) {
      value = next;
      writeItem(key, write(next));
      for (const listener of listeners) listener();
    },
    subscribe(onChange) {
      listeners.add(onChange);
      return () => listeners.delete(onChange);
    },
  };
  return store;
}

export const useStored = <T>(store: Stored<T>): T => useSyncExternalStore(store.subscribe, store.get);

/** JSON that may have been written by an older version: anything that does not fit is dropped by `read`. */
export const storedJson = <T>(name: string, read: (value: unknown) => T) =>
  stored<T>(
    name,
    (text) => {
      try {
        return read(text === null ? undefined : JSON.parse(text));
      } catch {
        return read(undefined);
      }
    },
    (value) => JSON.stringify(value),
  );

function readItem(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function writeItem(key: string, text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  } catch {
    // Storage is full or forbidden: the choice holds until the page is closed.
  }
}
