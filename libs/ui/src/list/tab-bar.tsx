import { useEffect, useRef } from 'react';
import { followWith } from './link';

export interface Tab {
  readonly key: string;
  readonly label: string;
  readonly count?: string | undefined;
  /** The count calls for a hand. */
  readonly urgent?: boolean;
  readonly href: string;
  readonly testId?: string;
}

interface TabBarProps {
  readonly tabs: readonly Tab[];
  readonly active: string;
  readonly label: string;
  readonly onSelect: (key: string) => void;
}

/** Views of one list, as links. Where they do not fit they scroll, and the active one is brought into sight. */
export function TabBar({ tabs, active, label, onSelect }: TabBarProps) {
  const bar = useRef<HTMLElement>(null);
  useEffect(() => {
    const chosen = bar.current?.querySelector<HTMLElement>(`[data-tab="${CSS.escape(active)}"]`);
    if (!chosen || !bar.current) return;
    const { offsetLeft, offsetWidth } = chosen;
    const { scrollLeft, clientWidth } = bar.current;
    if (offsetLeft < scrollLeft || offsetLeft + offsetWidth > scrollLeft + clientWidth)
      bar.current.scrollLeft = offsetLeft - clientWidth / 3;
  }, [active]);
  return (
    <nav className="zg-tabs" aria-label={label} ref={bar}>
      {tabs.map((tab) => (
        <a
          key={tab.key}
          href={tab.href}
          data-tab={tab.key}
          data-testid={tab.testId}
          aria-current={tab.key === active ? 'page' : undefined}
          className="zg-tab"
          onClick={followWith(() => onSelect(tab.key))}
        >
          {tab.label}
          {tab.count === undefined ? null : (
            <span className={`zg-tab-count${tab.urgent ? ' zg-tab-urgent' : ''}`}>{tab.count}</span>
          )}
        </a>
      ))}
    </nav>
  );
}
