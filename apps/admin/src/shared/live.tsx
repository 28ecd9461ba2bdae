import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { type Scope, useScope } from './scope';
import { hrefOf } from './search';

export type LiveTopic = 'orders' | 'stores' | 'work';
export type LiveState = 'connecting' | 'open' | 'down';

const topics: readonly LiveTopic[] = ['orders', 'stores', 'work'];

/** The queries that a hint makes stale, by the first part of their key. The list of orders answers hints by itself. */
const concerned: Readonly<Record<LiveTopic, readonly string[]>> = {
  orders: ['order-counts', 'order', 'overview', 'store', 'stores', 'work'],
  stores: ['store', 'stores', 'scope-facts'],
  work: ['work', 'kept-pushes', 'overview', 'store'],
};

/** Hints come in crowds while history is read: the first is answered soon, the rest together. */
const gatherMs = 300;
const spacingMs = 1500;
const fallbackMs = 30_000;
/** The server says every 20 seconds that it is there. */
const silenceMs = 50_000;
const hiddenMs = 20_000;

interface Live {
  readonly state: LiveState;
  listen(topic: LiveTopic, listener: () => void): () => void;
}

const LiveContext = createContext<Live>({ state: 'connecting', listen: () => () => undefined });

export const useLiveState = (): LiveState => useContext(LiveContext).state;

/** Runs when something of the topic may have changed. */
export function useLiveHint(topic: LiveTopic, listener: () => void): void {
  const { listen } = useContext(LiveContext);
  const current = useRef(listener);
  current.current = listener;
  useEffect(() => listen(topic, () => current.current()), [listen, topic]);
}

/** One stream of hints for the scope on screen; every screen asks again by itself while the stream is down. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const scope = useScope();
  const queryClient = useQueryClient();
  const [state, setState] = useState<LiveState>('connecting');
  const listeners = useRef(new Map<LiveTopic, Set<() => void>>());

  useEffect(() => {
    const tell = (changed: Iterable<LiveTopic>) => {
      const names = new Set<string>();
      for (const topic of changed) {
        for (const name of concerned[topic]) names.add(name);
        for (const listener of listeners.current.get(topic) ?? []) listener();
      }
      void queryClient.invalidateQueries({ predicate: ({ queryKey }) => names.has(String(queryKey[0])) });
    };
    return followHints(scope, setState, tell);
  }, [scope, queryClient]);

  const live = useMemo<Live>(
    () => ({
      state,
      listen(topic, listener) {
        const known = listeners.current.get(topic) ?? new Set();
        listeners.current.set(topic, known);
        known.add(listener);
        return () => known.delete(listener);
      },
    }),
    [state],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
}

function followHints(
  scope: Scope,
  onState: (state: LiveState) => void,
  tell: (topics: Iterable<LiveTopic>) => void,
): () => void {
  const url = hrefOf('/api/v1/live', { merchantId: scope.merchantId, storeId: scope.storeId });
  const waiting = new Set<LiveTopic>();
  let source: EventSource | undefined;
  let flushTimer: number | undefined;
  let silenceTimer: number | undefined;
  let retryTimer: number | undefined;
  let hiddenTimer: number | undefined;
  let lastFlush = 0;
  let failures = 0;
  let mayHaveMissed = false;

  const flush = () => {
    flushTimer = undefined;
    lastFlush = Date.now();
    const changed = [...waiting];
    waiting.clear();
    tell(changed);
  };
  const hint = (changed: Iterable<LiveTopic>) => {
    for (const topic of changed) waiting.add(topic);
    flushTimer ??= window.setTimeout(flush, Math.max(gatherMs, lastFlush + spacingMs - Date.now()));
  };
  const close = () => {
    source?.close();
    source = undefined;
    window.clearTimeout(silenceTimer);
    window.clearTimeout(retryTimer);
  };
  const lost = () => {
    close();
    onState('down');
    mayHaveMissed = true;
    failures += 1;
    retryTimer = window.setTimeout(open, Math.min(20_000, 1000 * 2 ** Math.min(failures, 5)));
  };
  const alive = () => {
    window.clearTimeout(silenceTimer);
    silenceTimer = window.setTimeout(lost, silenceMs);
  };
  const open = () => {
    close();
    source = new EventSource(url);
    source.onopen = () => {
      failures = 0;
      onState('open');
      alive();
      if (mayHaveMissed) hint(topics);
      mayHaveMissed = false;
    };
    source.onerror = lost;
    source.addEventListener('alive', alive);
    source.addEventListener('changed', (event: MessageEvent<string>) => {
      alive();
      hint(topicsOf(event.data));
    });
  };
  // A tab in the background gives its connection back: browsers allow only a few to one server.
  const onVisibility = () => {
    window.clearTimeout(hiddenTimer);
    if (document.hidden) {
      hiddenTimer = window.setTimeout(() => {
        mayHaveMissed = true;
        close();
      }, hiddenMs);
    } else if (!source) {
      open();
    }
  };

  onState('connecting');
  open();
  document.addEventListener('visibilitychange', onVisibility);
  const fallback = window.setInterval(() => {
    if (!document.hidden && source?.readyState !== EventSource.OPEN) hint(topics);
  }, fallbackMs);
  return () => {
    document.removeEventListener('visibilitychange', onVisibility);
    window.clearInterval(fallback);
    window.clearTimeout(flushTimer);
    window.clearTimeout(hiddenTimer);
    close();
  };
}

function topicsOf(data: string): readonly LiveTopic[] {
  try {
    const { topic } = JSON.parse(data) as { topic?: unknown };
    return topics.filter((known) => known === topic);
  } catch {
    return topics;
  }
}
