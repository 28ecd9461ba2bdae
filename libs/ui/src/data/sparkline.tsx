/** A line without axes, for the trend beside a figure. Decoration: the figure says it in words. */
export function Sparkline({ values }: { values: readonly number[] }) {
  if (values.length < 2) return null;
  const [width, height] = [96, 28];
  const top = Math.max(...values, 1);
  const bottom = Math.min(...values, 0);
  const points = values.map((value, i) => {
    const x = (i / (values.length - 1)) * width;
    const y = height - 2 - ((value - bottom) / (top - bottom)) * (height - 4);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return (
    <svg className="zg-spark" viewBox={`0 0 ${width} ${height}`} aria-hidden="true" preserveAspectRatio="none">
      <polygon points={`0,${height} ${points.join(' ')} ${width},${height}`} />
      <polyline points={points.join(' ')} />
    </svg>
  );
}
