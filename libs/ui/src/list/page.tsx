import type { ReactNode } from 'react';

interface PageProps {
  readonly title: ReactNode;
  /** A line under the title: what the page shows, or when it was made. */
  readonly note?: ReactNode;
  readonly acts?: ReactNode;
  readonly children: ReactNode;
}

/** A page: a title line with its acts, and what belongs to it. */
export function Page({ title, note, acts, children }: PageProps) {
  return (
    <div className="zg-page">
      <header className="zg-page-head">
        <div className="zg-page-title">
          <h1>{title}</h1>
          {note ? <div className="zg-page-note">{note}</div> : null}
        </div>
        {acts ? <div className="zg-page-acts">{acts}</div> : null}
      </header>
      {children}
    </div>
  );
}

/** Filters in one line, which wraps. */
export function FilterBar({ children, label }: { children: ReactNode; label: string }) {
  return (
    <search className="zg-filters" aria-label={label}>
      {children}
    </search>
  );
}

interface CardProps {
  readonly title?: ReactNode;
  readonly acts?: ReactNode;
  readonly children: ReactNode;
  readonly flush?: boolean;
  readonly testId?: string;
}

/** A sheet on the page. */
export function Card({ title, acts, children, flush = false, testId }: CardProps) {
  return (
    <section className={`zg-card${flush ? ' zg-card-flush' : ''}`} data-testid={testId}>
      {title ? (
        <header className="zg-card-head">
          <h2>{title}</h2>
          {acts ? <div className="zg-card-acts">{acts}</div> : null}
        </header>
      ) : null}
      {children}
    </section>
  );
}

interface FactsProps {
  readonly items: readonly { readonly label: string; readonly value: ReactNode; readonly wide?: boolean }[];
}

/** Names and values side by side. */
export function Facts({ items }: FactsProps) {
  return (
    <dl className="zg-facts">
      {items.map(({ label, value, wide }) => (
        <div key={label} className={wide ? 'zg-fact-wide' : undefined}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
