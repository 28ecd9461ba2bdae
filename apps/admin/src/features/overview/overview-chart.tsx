import type { Overview } from '@zhanggui/api-client';
import { Card, Chart, formatCount, formatYuan, formatYuanShort, type Palette } from '@zhanggui/ui';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type ChartSlot, peakOf } from './overview-series';

interface OverviewChartProps {
  readonly overview: Overview;
  readonly slots: readonly ChartSlot[];
}

const height = 268;

/** GMV of the period as bars, the period before as a line over them. */
export function OverviewChart({ overview, slots }: OverviewChartProps) {
  const { t, i18n } = useTranslation();
  const isToday = overview.period === 'today';
  const nowName = isToday ? t('overview.chart.today') : t('overview.chart.now');
  const beforeName = isToday ? t('overview.chart.yesterday') : t('overview.chart.before');
  const { language } = i18n;
  const signature = JSON.stringify(slots);

  // biome-ignore lint/correctness/useExhaustiveDependencies: equal slots in a new array leave the drawing as it is
  const option = useMemo(
    () => (palette: Palette) => ({
      grid: { left: 4, right: 8, top: 14, bottom: 4, containLabel: true },
      textStyle: { fontFamily: 'inherit' },
      tooltip: {
        trigger: 'axis',
        axisPointer: { type: 'shadow', shadowStyle: { color: palette.line, opacity: 0.35 } },
        backgroundColor: palette.raised,
        borderColor: palette.line,
        textStyle: { color: palette.ink, fontSize: 12 },
        formatter: (rows: readonly { dataIndex: number }[]) => {
          const slot = slots[rows[0]?.dataIndex ?? -1];
          if (!slot) return '';
          const line = (name: string, value: string) =>
            `<div class="overview-tip"><span>${name}</span><b>${value}</b></div>`;
          const orders =
            slot.orders === null
              ? ''
              : line('', t('overview.chart.orders', { count: slot.orders, n: formatCount(slot.orders) }));
          return `${slot.label}${line(nowName, formatYuan(slot.gmvFen))}${orders}${line(beforeName, formatYuan(slot.beforeFen))}`;
        },
      },
      xAxis: {
        type: 'category',
        data: slots.map(({ label }) => label),
        axisTick: { show: false },
        axisLine: { lineStyle: { color: palette.lineStrong } },
        axisLabel: { color: palette.inkFaint, fontSize: 11, hideOverlap: true },
      },
      yAxis: {
        type: 'value',
        minInterval: 100,
        splitNumber: 4,
        splitLine: { lineStyle: { color: palette.line } },
        axisLabel: {
          color: palette.inkFaint,
          fontSize: 11,
          formatter: (fen: number) => formatYuanShort(fen, language),
        },
      },
      series: [
        {
          name: nowName,
          type: 'bar',
          data: slots.map(({ gmvFen }) => gmvFen),
          barMaxWidth: 26,
          barCategoryGap: '38%',
          itemStyle: { color: palette.chartNow, borderRadius: [3, 3, 0, 0] },
        },
        {
          name: beforeName,
          type: 'line',
          data: slots.map(({ beforeFen }) => beforeFen),
          symbol: 'none',
          lineStyle: { color: palette.chartBefore, width: 1.5, type: 'dashed' },
          itemStyle: { color: palette.chartBefore },
        },
      ],
    }),
    [signature, nowName, beforeName, language, t],
  );

  const peak = peakOf(slots);
  const summary = peak
    ? t('overview.chart.summary', {
        from: overview.from,
        to: overview.to,
        total: formatYuan(overview.figures.gmvFen),
        peak: peak.label,
        amount: formatYuan(peak.gmvFen),
        before: formatYuan(overview.before.gmvFen),
      })
    : t('overview.chart.empty');
  return (
    <Card
      title={t('overview.chart.title')}
      acts={
        <span className="overview-legend">
          <span>
            <i className="overview-legend-now" />
            {nowName}
          </span>
          <span>
            <i className="overview-legend-before" />
            {beforeName}
          </span>
        </span>
      }
    >
      <Chart height={height} summary={summary} option={option} />
    </Card>
  );
}
