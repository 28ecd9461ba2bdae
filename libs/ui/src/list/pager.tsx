import { LeftOutlined, RightOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { fill, useUi } from '../text/ui-context';

interface PagerProps {
  readonly page: number;
  readonly hasNext: boolean;
  readonly onNext: () => void;
  /** Undefined where the page before is not known: a deep link into the middle of a list. */
  readonly onPrevious: (() => void) | undefined;
  readonly onFirst: () => void;
}

/** Pages by key: forward, back, and to the first. Nothing when one page holds everything. */
export function Pager({ page, hasNext, onNext, onPrevious, onFirst }: PagerProps) {
  const { text } = useUi();
  if (page === 1 && !hasNext) return null;
  return (
    <nav className="zg-pager" aria-label={fill(text.page, { page })}>
      {page > 1 ? (
        <Button size="small" type="text" onClick={onFirst}>
          {text.firstPage}
        </Button>
      ) : null}
      {page > 1 && onPrevious ? (
        <Button size="small" icon={<LeftOutlined />} onClick={onPrevious}>
          {text.previous}
        </Button>
      ) : null}
      <span className="zg-pager-page">{fill(text.page, { page })}</span>
      <Button
        size="small"
        icon={<RightOutlined />}
        iconPlacement="end"
        onClick={onNext}
        disabled={!hasNext}
        data-testid="next-page"
      >
        {text.next}
      </Button>
    </nav>
  );
}
