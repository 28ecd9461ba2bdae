import { useUi } from '../text/ui-context';

const many = (count: number) => Array.from({ length: count }, (_, i) => i);

/** A bar where a text will be. */
export function Bone({ width = '100%', height = 12 }: { width?: number | string; height?: number }) {
  return <span className="zg-bone" style={{ width, height }} />;
}

/** Holds a place of known height until its content arrives. */
export function BlockSkeleton({ height }: { height: number }) {
  const { text } = useUi();
  return <div className="zg-bone zg-bone-block" style={{ height }} role="status" aria-label={text.loading} />;
}

/** Rows of a list that is on its way; as high as the rows will be. */
export function RowsSkeleton({ rows = 12 }: { rows?: number }) {
  const { text } = useUi();
  return (
    <div className="zg-rows-skeleton" role="status" aria-label={text.loading}>
      {many(rows).map((row) => (
        <div key={row}>
          <Bone width="16%" />
          <Bone width={`${28 + ((row * 7) % 14)}%`} />
          <Bone width="9%" />
          <Bone width="12%" />
        </div>
      ))}
    </div>
  );
}

/** A page of cards and lines on its way. */
export function DetailSkeleton() {
  const { text } = useUi();
  return (
    <div className="zg-detail-skeleton" role="status" aria-label={text.loading}>
      <Bone width="45%" height={22} />
      <Bone width="70%" />
      {many(3).map((card) => (
        <div key={card} className="zg-card">
          {many(4).map((line) => (
            <Bone key={line} width={`${90 - line * 14}%`} />
          ))}
        </div>
      ))}
    </div>
  );
}
