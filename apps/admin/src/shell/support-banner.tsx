import { useQueryClient } from '@tanstack/react-query';
import { done } from '@zhanggui/api-client';
import { formatTime } from '@zhanggui/ui';
import { Alert, Button } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../shared/api';
import { defaultTimeZone } from '../shared/scope';
import { userQuery, useSupport } from '../shared/session';
import { useAct } from '../shared/use-act';

/** Stands over every page of a merchant that is seen by support access only. */
export function SupportBanner() {
  const { t } = useTranslation();
  const support = useSupport();
  const queryClient = useQueryClient();
  const end = useAct((id: string) => done(api.plain.POST('/api/v1/support/{id}/end', { params: { path: { id } } })), {
    said: t('support.ended'),
    changes: ['support', 'user'],
  });
  const expiresAt = support?.expiresAt;
  useEffect(() => {
    if (!expiresAt) return undefined;
    const timer = setTimeout(
      () => void queryClient.invalidateQueries({ queryKey: userQuery.queryKey }),
      Math.max(0, Date.parse(expiresAt) - Date.now()) + 500,
    );
    return () => clearTimeout(timer);
  }, [expiresAt, queryClient]);
  if (!support) return null;
  return (
    <Alert
      banner
      type="warning"
      data-testid="support-banner"
      title={t('support.banner', {
        merchant: support.merchantName,
        reason: support.reason,
        until: formatTime(support.expiresAt, defaultTimeZone, 'clock'),
      })}
      action={
        <Button size="small" loading={end.isPending} onClick={() => end.mutate(support.id)}>
          {t('support.end')}
        </Button>
      }
    />
  );
}
