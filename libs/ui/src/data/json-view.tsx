import { useMemo } from 'react';
import { CopyButton } from './copy-text';
import { layOutJson } from './json-text';

interface JsonViewProps {
  readonly source: string;
  readonly label: string;
  readonly testId?: string;
}

/** What came from elsewhere, laid out for reading and otherwise untouched. */
export function JsonView({ source, label, testId }: JsonViewProps) {
  const tokens = useMemo(() => layOutJson(source), [source]);
  return (
    <section className="zg-json" aria-label={label}>
      <div className="zg-json-copy">
        <CopyButton value={source} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by key */}
      <pre tabIndex={0} data-testid={testId}>
        {tokens
          ? tokens.map(({ kind, text }, i) =>
              kind === 'space' || kind === 'mark' ? (
                text
              ) : (
                // biome-ignore lint/suspicious/noArrayIndexKey: tokens of one text never move
                <span key={i} className={`zg-json-${kind}`}>
                  {text}
                </span>
              ),
            )
          : source}
      </pre>
    </section>
  );
}
