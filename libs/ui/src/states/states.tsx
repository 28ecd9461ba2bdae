import { Button } from 'antd';
import type { ReactNode } from 'react';
import { CopyText } from '../data/copy-text';
import { useUi } from '../text/ui-context';

interface StateProps {
  readonly title: string;
  readonly children?: ReactNode;
  /** The next step. */
  readonly action?: ReactNode;
  readonly compact?: boolean;
}

/** Nothing here, and what to do about it. */
export function EmptyState({ title, children, action, compact = false }: StateProps) {
  return (
    <div className={`zg-state${compact ? ' zg-state-compact' : ''}`}>
      {compact ? null : <BlankLedger />}
      <h2>{title}</h2>
      {children ? <div className="zg-state-text">{children}</div> : null}
      {action ? <div className="zg-state-acts">{action}</div> : null}
    </div>
  );
}

interface ErrorStateProps {
  /** What happened. */
  readonly title: string;
  /** What to do. */
  readonly remedy: string;
  readonly requestId?: string | undefined;
  readonly onRetry?: (() => void) | undefined;
  readonly action?: ReactNode;
  readonly compact?: boolean;
}

/** What happened, what to do, a retry, and the id by which support finds it. */
export function ErrorState({ title, remedy, requestId, onRetry, action, compact = false }: ErrorStateProps) {
  const { text } = useUi();
  return (
    <div className={`zg-state zg-state-error${compact ? ' zg-state-compact' : ''}`} role="alert">
      <h2>{title}</h2>
      <div className="zg-state-text">{remedy}</div>
      <div className="zg-state-acts">
        {onRetry ? (
          <Button type="primary" onClick={onRetry}>
            {text.retry}
          </Button>
        ) : null}
        {action}
      </div>
      {requestId ? (
        <div className="zg-state-id">
          {text.requestId} <CopyText value={requestId} />
        </div>
      ) : null}
    </div>
  );
}

interface NoPermissionProps {
  readonly title: string;
  /** Names the missing right and who can give it. */
  readonly children: ReactNode;
}

export function NoPermission({ title, children }: NoPermissionProps) {
  return (
    <div className="zg-state" role="note" data-testid="no-permission">
      <svg className="zg-state-art" viewBox="0 0 64 48" aria-hidden="true">
        <rect x="17" y="20" width="30" height="22" rx="3" />
        <path d="M23 20v-5a9 9 0 0 1 18 0v5M32 29v5" />
      </svg>
      <h2>{title}</h2>
      <div className="zg-state-text">{children}</div>
    </div>
  );
}

function BlankLedger() {
  return (
    <svg className="zg-state-art" viewBox="0 0 64 48" aria-hidden="true">
      <path d="M32 10c-6-4-14-5-24-4v32c10-1 18 0 24 4 6-4 14-5 24-4V6c-10-1-18 0-24 4ZM32 10v32" />
      <path d="M14 15c4 0 8 .5 12 2M14 22c4 0 8 .5 12 2M50 15c-4 0-8 .5-12 2M50 22c-4 0-8 .5-12 2" />
    </svg>
  );
}
