import type { EChartsCoreOption } from 'echarts/core';
import { lazy, Suspense } from 'react';
import { BlockSkeleton } from '../states/skeletons';
import { useUi } from '../text/ui-context';
import { type Palette, palettes } from '../theme/theme';

const ChartCanvas = lazy(() => import('./chart-canvas'));

interface ChartProps {
  readonly height: number;
  /** What the chart says, in a sentence, for those who do not see it. */
  readonly summary: string;
  /** The chart in the colours of the theme. */
  readonly option: (palette: Palette) => EChartsCoreOption;
}

/** A chart that follows the theme and the size of its place. Its code is loaded when the first one is shown. */
export function Chart({ height, summary, option }: ChartProps) {
  const { mode, motion } = useUi();
  return (
    <figure className="zg-chart" style={{ height }}>
      <Suspense fallback={<BlockSkeleton height={height} />}>
        <ChartCanvas option={{ ...option(palettes[mode]), animation: motion }} height={height} />
      </Suspense>
      <figcaption className="zg-sr-only">{summary}</figcaption>
    </figure>
  );
}
