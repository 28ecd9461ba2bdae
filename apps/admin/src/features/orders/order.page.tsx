import { ArrowLeftOutlined } from '@ant-design/icons';
import { useNavigate, useParams } from '@tanstack/react-router';
import { followWith, Page } from '@zhanggui/ui';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Requires } from '../../shared/problem';
import { useScope } from '../../shared/scope';
import { hrefOf } from '../../shared/search';
import { OrderDetailView } from './order-detail';

export function OrderPage() {
  const { t } = useTranslation();
  const { orderId } = useParams({ from: '/app/orders/$orderId' });
  const scope = useScope();
  const navigate = useNavigate();
  const toList = () => void navigate({ to: '/orders', search: { ...scope.search } });
  return (
    <Page
      title={t('order.label')}
      acts={
        <Button icon={<ArrowLeftOutlined />} href={hrefOf('/orders', { ...scope.search })} onClick={followWith(toList)}>
          {t('common.backToList')}
        </Button>
      }
    >
      <Requires permission="order.read">
        <OrderDetailView orderId={orderId} key={orderId} />
      </Requires>
    </Page>
  );
}
