export const noValue = '—';

const grouped = (digits: string) => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',');

/** Fen as yuan: 1234560 is '¥12,345.60'. Written with whole numbers only, so no amount is rounded. */
export function formatYuan(fen: number | null | undefined): string {
  if (fen === null || fen === undefined || !Number.isFinite(fen)) return noValue;
  const whole = Math.round(Math.abs(fen));
  const cents = whole % 100;
  const yuan = (whole - cents) / 100;
  return `${fen < 0 && whole > 0 ? '-' : ''}¥${grouped(String(yuan))}.${String(cents).padStart(2, '0')}`;
}

/** Fen in few characters, for axes and cramped places: '¥1.2万' or '¥12k'. */
export function formatYuanShort(fen: number, language: string): string {
  const yuan = Math.abs(fen) / 100;
  const sign = fen < 0 ? '-' : '';
  const steps: readonly [number, string][] = language.startsWith('zh')
    ? [
        [100_000_000, '亿'],
        [10_000, '万'],
      ]
    : [
        [1_000_000_000, 'B'],
        [1_000_000, 'M'],
        [1000, 'k'],
      ];
  for (const [size, unit] of steps) if (yuan >= size) return `${sign}¥${trimmed(yuan / size)}${unit}`;
  return `${sign}¥${trimmed(yuan)}`;
}

const trimmed = (value: number) => (value >= 100 ? value.toFixed(0) : value.toFixed(1).replace(/\.0$/, ''));

/** Whole numbers with grouping; null is a dash. */
export const formatCount = (value: number | null | undefined): string =>
  value === null || value === undefined ? noValue : `${value < 0 ? '-' : ''}${grouped(String(Math.abs(value)))}`;

/** A ratio as a percentage with one digit: 0.0525 is '5.3%'. */
export const formatPercent = (ratio: number | null | undefined, digits = 1): string =>
  ratio === null || ratio === undefined || !Number.isFinite(ratio) ? noValue : `${(ratio * 100).toFixed(digits)}%`;

/** A count that stopped at a cap: 1000 of 1000 is '999+'. */
export const formatCapped = (count: number, cap: number): string =>
  count >= cap ? `${formatCount(cap - 1)}+` : formatCount(count);
