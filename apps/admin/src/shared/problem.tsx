import { ApiError } from '@zhanggui/api-client';
import { isProviderRole, type Permission, rolePermissions, roles } from '@zhanggui/contracts';
import { ErrorState, NoPermission } from '@zhanggui/ui';
import { App } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useWords } from '../i18n/use-words';
import { problemWords } from './problem-words';
import { useMay, useUser } from './session';

interface ProblemViewProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
  readonly action?: ReactNode;
  readonly compact?: boolean;
}

/** Any failed query, in words; a refusal for lack of rights names the right. */
export function ProblemView({ error, onRetry, action, compact = false }: ProblemViewProps) {
  const { t, i18n } = useTranslation();
  const missing = error instanceof ApiError && error.code === 'FORBIDDEN' ? error.details['permission'] : undefined;
  if (typeof missing === 'string') return <MissingRight permission={missing} />;
  const words = problemWords(error, t, i18n.language);
  return <ErrorState {...words} onRetry={onRetry} action={action} compact={compact} />;
}

/** Those on the person's own side who hold a right. */
export function useHolders(): (permission: string) => string {
  const user = useUser();
  const words = useWords();
  const { i18n } = useTranslation();
  return (permission) =>
    roles
      .filter((role) => isProviderRole(role) === user.isProvider)
      .filter((role) => (rolePermissions[role] as readonly string[]).includes(permission))
      .map((role) => words('roles', role))
      .join(i18n.language.startsWith('zh') ? '、' : ', ');
}

export function MissingRight({ permission }: { permission: string }) {
  const { t } = useTranslation();
  const words = useWords();
  const holders = useHolders();
  const user = useUser();
  return (
    <NoPermission title={t('problem.noRightTitle', { right: words('rights', permission) })}>
      {t('problem.noRightText', { role: user.roleName ?? words('roles', user.role), holders: holders(permission) })}
    </NoPermission>
  );
}

/** Shows a page only to those who may see it, and tells the others what they lack. */
export function Requires({ permission, children }: { permission: Permission; children: ReactNode }) {
  return useMay()(permission) ? children : <MissingRight permission={permission} />;
}

/** Tells of a failed act in a message that stays long enough to be read. */
export function useTellProblem(): (error: unknown) => void {
  const { t, i18n } = useTranslation();
  const { notification } = App.useApp();
  return (error) => {
    const { title, remedy, requestId } = problemWords(error, t, i18n.language);
    notification.error({
      title,
      description: requestId ? `${remedy} (${requestId})` : remedy,
      duration: 8,
      placement: 'bottomRight',
    });
  };
}
