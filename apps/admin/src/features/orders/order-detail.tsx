import { useQuery } from '@tanstack/react-query';
import type { OrderDetail } from '@zhanggui/api-client';
import { DetailSkeleton } from '@zhanggui/ui';
import { ProblemView } from '../../shared/problem';
import { useScope } from '../../shared/scope';
import { OrderAfterSales } from './order-after-sales';
import { OrderGift } from './order-gift';
import { OrderHead } from './order-head';
import { OrderLines } from './order-lines';
import { OrderMoney } from './order-money';
import { OrderNotes, OrderReceiver, OrderSource } from './order-people';
import { OrderRaw } from './order-raw';
import { OrderTimeline } from './order-timeline';
import { orderQuery } from './orders.queries';
import './orders.css';

/** One order, whole: in the panel beside the list and on its own page. */
export function OrderDetailView({ orderId }: { orderId: string }) {
  const scope = useScope();
  const query = useQuery(orderQuery(scope, orderId));
  const order: OrderDetail | undefined = query.data;
  if (!order)
    return query.error ? <ProblemView error={query.error} onRetry={() => void query.refetch()} /> : <DetailSkeleton />;
  return (
    <article className="order-detail" data-testid="order-detail" data-order={order.platformOrderId}>
      <OrderHead order={order} />
      <div className="order-columns">
        <div className="zg-stack">
          <OrderMoney order={order} />
          <OrderLines order={order} />
          {order.gift ? <OrderGift order={order} gift={order.gift} /> : null}
          <OrderAfterSales order={order} />
          <OrderNotes order={order} />
          <OrderReceiver order={order} />
          <OrderSource order={order} />
        </div>
        <div className="zg-stack">
          <OrderTimeline order={order} />
          <OrderRaw order={order} />
        </div>
      </div>
    </article>
  );
}
