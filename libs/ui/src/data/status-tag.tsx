import type { ReactNode } from 'react';
import type { Tone } from '../theme/theme';

interface StatusTagProps {
  readonly tone: Tone;
  readonly children: ReactNode;
  readonly title?: string | undefined;
  readonly testId?: string;
  readonly value?: string;
}

/** A state: always a word, with a colour to find it by. */
export function StatusTag({ tone, children, title, testId, value }: StatusTagProps) {
  return (
    <span className={`zg-tag zg-tag-${tone}`} title={title} data-testid={testId} data-value={value}>
      {children}
    </span>
  );
}
