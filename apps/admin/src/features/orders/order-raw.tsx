import type { OrderDetail } from '@zhanggui/api-client';
import { Card, JsonView } from '@zhanggui/ui';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../i18n/use-words';
import { useHolders } from '../../shared/problem';
import { useMay } from '../../shared/session';

/** The platform's own answer, for those who look into what went wrong. */
export function OrderRaw({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  const words = useWords();
  const may = useMay();
  const holders = useHolders();
  if (!may('order.raw'))
    return (
      <Card title={t('order.raw.title')} testId="raw-hidden">
        <p className="zg-soft">
          {t('order.raw.hidden', { right: words('rights', 'order.raw'), holders: holders('order.raw') })}
        </p>
      </Card>
    );
  return (
    <Card title={t('order.raw.title')}>
      <p className="zg-soft">{order.raw ? t('order.raw.text') : t('order.raw.none')}</p>
      {order.raw ? (
        <div className="order-raw">
          <JsonView source={order.raw} label={t('order.raw.label')} testId="raw-snapshot" />
        </div>
      ) : null}
    </Card>
  );
}
