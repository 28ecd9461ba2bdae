import { useNavigate } from '@tanstack/react-router';
import type { Figures, Overview } from '@zhanggui/api-client';
import {
  type Change,
  FigureCard,
  followWith,
  formatCount,
  formatPercent,
  formatYuan,
  MoneyText,
  pointChange,
  relativeChange,
  useUi,
} from '@zhanggui/ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useScope } from '../../shared/scope';
import { hrefOf } from '../../shared/search';
import { type CountedKind, ordersBehind } from './overview.search';
import type { ChartSlot } from './overview-series';

interface OverviewFiguresProps {
  readonly overview: Overview;
  readonly slots: readonly ChartSlot[];
}

/** The figures of the period, each against the period before. */
export function OverviewFigures({ overview, slots }: OverviewFiguresProps) {
  const { t } = useTranslation();
  const { text } = useUi();
  const { figures, before, period } = overview;
  const against = t(`overview.against.${period}`);
  const share = (change: Change) => ('by' in change ? formatPercent(change.by) : '');
  const points = (change: Change) => ('by' in change ? `${(change.by * 100).toFixed(1)} ${text.points}` : '');
  const passed = slots.filter(({ gmvFen }) => gmvFen !== null);
  const compare = (of: (from: Figures) => number | null) => relativeChange(of(figures), of(before));
  const gmv = compare((from) => from.gmvFen);
  const orders = compare((from) => from.orders);
  const average = compare((from) => from.averageOrderFen);
  const behind = useOrdersBehind(overview);
  const rate = pointChange(figures.returnRate, before.returnRate);
  return (
    <div className="overview-figures">
      <FigureCard
        testId="figure-gmv"
        {...behind('orders')}
        label={t('overview.figure.gmv')}
        value={formatYuan(figures.gmvFen)}
        raw={figures.gmvFen}
        change={gmv}
        changeText={share(gmv)}
        against={against}
        more="good"
        trend={passed.map(({ gmvFen }) => gmvFen ?? 0)}
        explanation={
          <Explained
            text={t('overview.explain.gmv')}
            overview={overview}
            kinds={['orders', 'refunds', 'expiredGifts']}
          />
        }
        second={
          <Second label={t('overview.second.net')} title={t('overview.explain.net')}>
            <MoneyText fen={figures.netFen} />
          </Second>
        }
      />
      <FigureCard
        testId="figure-orders"
        {...behind('orders')}
        label={t('overview.figure.orders')}
        value={formatCount(figures.orders)}
        raw={figures.orders}
        change={orders}
        changeText={share(orders)}
        against={against}
        more="good"
        trend={passed.map((slot) => slot.orders ?? 0)}
        explanation={
          <Explained text={t('overview.explain.orders')} overview={overview} kinds={['orders', 'expiredGifts']} />
        }
        second={
          <Second label={t('overview.second.expired', { count: figures.expiredGifts })}>
            <MoneyText fen={figures.expiredGiftFen} quietZero />
          </Second>
        }
      />
      <FigureCard
        testId="figure-average"
        {...behind('orders')}
        label={t('overview.figure.average')}
        value={formatYuan(figures.averageOrderFen)}
        raw={figures.averageOrderFen}
        change={average}
        changeText={share(average)}
        against={against}
        more="neutral"
        explanation={<Explained text={t('overview.explain.average')} overview={overview} kinds={['orders']} />}
        second={
          <Second label={t('overview.second.averageBefore')}>
            <MoneyText fen={before.averageOrderFen} />
          </Second>
        }
      />
      <FigureCard
        testId="figure-return-rate"
        {...behind('refunds')}
        label={t('overview.figure.returnRate')}
        value={formatPercent(figures.returnRate)}
        raw={figures.returnRate}
        change={rate}
        changeText={points(rate)}
        against={against}
        more="bad"
        explanation={
          <Explained text={t('overview.explain.returnRate')} overview={overview} kinds={['refunds', 'orders']} />
        }
        second={
          <Second label={t('overview.second.refunds', { count: figures.refunds })}>
            <MoneyText fen={figures.refundFen} quietZero />
          </Second>
        }
      />
    </div>
  );
}

/** The list of exactly the orders behind a figure. */
function useOrdersBehind(overview: Overview) {
  const scope = useScope();
  const navigate = useNavigate();
  return (kind: CountedKind) => {
    const search = { ...scope.search, ...ordersBehind(overview, kind) };
    return { href: hrefOf('/orders', search), onOpen: () => void navigate({ to: '/orders', search }) };
  };
}

function Second({ label, title, children }: { label: string; title?: string; children: ReactNode }) {
  return (
    <div className="overview-second" title={title}>
      <span className="zg-soft">{label}</span>
      {children}
    </div>
  );
}

interface ExplainedProps {
  readonly text: string;
  readonly overview: Overview;
  readonly kinds: readonly CountedKind[];
}

/** What a figure means, and exactly the orders that it is made of. */
function Explained({ text, overview, kinds }: ExplainedProps) {
  const { t } = useTranslation();
  const behind = useOrdersBehind(overview);
  return (
    <>
      <p>{text}</p>
      {kinds.map((kind) => {
        const { href, onOpen } = behind(kind);
        return (
          <a key={kind} href={href} onClick={followWith(onOpen)} data-testid={`orders-behind-${kind}`}>
            {t(`overview.ordersBehind.${kind}`)}
          </a>
        );
      })}
      {kinds.includes('refunds') ? <p className="zg-faint">{t('overview.refundsNote')}</p> : null}
    </>
  );
}
