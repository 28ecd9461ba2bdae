import { useEffect, useRef } from 'react';
import { isWriting, type KeyMemory, matchShortcut, type Shortcut, worksWhileWriting } from './shortcuts';

type Handlers = Readonly<Record<Shortcut, (event: KeyboardEvent) => void>>;

/** Listens to shortcuts while the component is on screen. A handler that ran stops the browser's own answer. */
export function useShortcuts(handlers: Handlers, enabled = true): void {
  const current = useRef(handlers);
  current.current = handlers;
  useEffect(() => {
    if (!enabled) return undefined;
    let memory: KeyMemory | undefined;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const match = matchShortcut(Object.keys(current.current), event, event.timeStamp, memory);
      memory = match.memory;
      if (!match.shortcut) return;
      if (isWriting(event.target as HTMLElement | null) && !worksWhileWriting(match.shortcut)) return;
      event.preventDefault();
      current.current[match.shortcut]?.(event);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [enabled]);
}
