import { useQuery } from '@tanstack/react-query';
import type { StoreDetail } from '@zhanggui/api-client';
import { Card, Facts, formatCount, RowsSkeleton, TimeText } from '@zhanggui/ui';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../i18n/use-words';
import { ProblemView } from '../../shared/problem';
import { merchantScope } from '../../shared/scope';
import { HealthLag, HealthProblems, HealthProof, HealthToken } from './health-parts';
import { storeHealthQuery } from './stores.queries';

/** Whether this store's orders arrive in time, and what to do where they do not. */
export function StoreHealthCard({ store }: { store: StoreDetail }) {
  const { t } = useTranslation();
  const words = useWords();
  const { data, error, refetch } = useQuery(storeHealthQuery(merchantScope(store.merchantId), store.id));
  if (!data)
    return (
      <Card title={t('health.title')}>
        {error ? <ProblemView error={error} onRetry={() => void refetch()} /> : <RowsSkeleton rows={3} />}
      </Card>
    );
  const { timeZone } = store;
  return (
    <Card title={t('health.title')}>
      <div className="store-lead" data-testid="store-health">
        <HealthProblems health={data} />
        {data.problems.map((problem) => (
          <p key={problem} className="zg-soft health-remedy">
            {words('health.remedy', problem)}
          </p>
        ))}
      </div>
      <Facts
        items={[
          {
            label: t('health.column.push'),
            value: data.lastPushAt ? (
              <TimeText at={data.lastPushAt} timeZone={timeZone} relative />
            ) : (
              <span className="zg-faint">{t('health.noPush')}</span>
            ),
          },
          { label: t('health.column.poll'), value: <TimeText at={data.lastPollAt} timeZone={timeZone} relative /> },
          { label: t('health.column.token'), value: <HealthToken health={data} /> },
          { label: t('health.column.lag'), value: <HealthLag health={data} /> },
          { label: t('health.column.open'), value: <span className="zg-num">{formatCount(data.openWork)}</span> },
          { label: t('health.column.parked'), value: <span className="zg-num">{formatCount(data.parkedWork)}</span> },
          { label: t('health.column.certificate'), value: <HealthProof health={data} /> },
        ]}
      />
    </Card>
  );
}
