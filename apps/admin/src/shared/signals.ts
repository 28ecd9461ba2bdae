/** Wishes of pages to the shell around them, which pages do not import. */
const scopeListeners = new Set<() => void>();

export const openScopeSwitcher = (): void => {
  for (const listener of scopeListeners) listener();
};

export function onOpenScopeSwitcher(listener: () => void): () => void {
  scopeListeners.add(listener);
  return () => scopeListeners.delete(listener);
}
