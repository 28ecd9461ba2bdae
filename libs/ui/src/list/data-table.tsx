import { type MouseEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { usePhone } from '../keys/use-media';
import { useShortcuts } from '../keys/use-shortcuts';
import { isPlainClick } from './link';

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  readonly render: (row: Row) => ReactNode;
  readonly align?: 'right';
  readonly width?: number | string;
  /** Takes what room the others leave, and shortens its text when that is little. */
  readonly grow?: boolean;
  /** May not be hidden: it tells one row from another. */
  readonly fixed?: boolean;
  /** Shown only when asked for. */
  readonly optional?: boolean;
}

interface DataTableProps<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly rowKey: (row: Row) => string;
  /** Rows are links: a middle click opens a tab. Rows without an address are only read. */
  readonly rowHref?: (row: Row) => string;
  readonly rowName?: (row: Row) => string;
  readonly onOpen?: (row: Row) => void;
  /** The row whose detail is open beside the list: j and k then move the detail along. */
  readonly openKey?: string | undefined;
  readonly card: (row: Row) => ReactNode;
  readonly compact?: boolean;
  readonly rowTestId?: (row: Row) => string;
  readonly mark?: (row: Row) => 'attention' | undefined;
}

/** One list: a table on a desk, cards on a phone, with the same rows, links and keys. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const isPhone = usePhone();
  const place = useRef<HTMLDivElement>(null);
  useListKeys(place, props);
  return (
    <div className="zg-list" ref={place}>
      {isPhone ? <Cards {...props} /> : <Table {...props} />}
    </div>
  );
}

function Table<Row>(props: DataTableProps<Row>) {
  const { columns, rows, rowKey, openKey, compact = false, label, rowTestId, mark } = props;
  const [scroll, isWide] = useIsWide();
  return (
    <div className="zg-table-scroll" ref={scroll} data-wide={isWide ? 'true' : undefined}>
      <table className={`zg-table${compact ? ' zg-table-compact' : ''}`} aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={cellClass(column)} style={{ width: column.width }}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const key = rowKey(row);
            return (
              <tr
                key={key}
                data-testid={rowTestId?.(row)}
                data-open={key === openKey ? 'true' : undefined}
                data-mark={mark?.(row)}
                className={props.rowHref ? 'zg-row-link' : undefined}
                {...rowClicks(props, row)}
              >
                {columns.map((column, i) => (
                  <td key={column.key} className={cellClass(column)}>
                    {i === 0 && props.rowHref ? <RowLink {...props} row={row} /> : null}
                    {column.render(row)}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/**
 * Whether the table is wider than its place. Only then does its place scroll, since what scrolls sideways also holds the
 * head that would otherwise stick to the page.
 */
function useIsWide() {
  const place = useRef<HTMLDivElement>(null);
  const [isWide, setWide] = useState(false);
  useEffect(() => {
    const outer = place.current;
    const table = outer?.firstElementChild;
    if (!outer || !table) return;
    const observer = new ResizeObserver(() => setWide(table.scrollWidth > outer.clientWidth + 1));
    observer.observe(outer);
    observer.observe(table);
    return () => observer.disconnect();
  }, []);
  return [place, isWide] as const;
}

const cellClass = (column: { readonly align?: 'right'; readonly grow?: boolean }): string | undefined =>
  column.align === 'right' ? 'zg-right' : column.grow ? 'zg-grow' : undefined;

function Cards<Row>(props: DataTableProps<Row>) {
  const { rows, rowKey, openKey, label, rowTestId, mark } = props;
  return (
    <ul className="zg-cards" aria-label={label}>
      {rows.map((row) => {
        const key = rowKey(row);
        return (
          <li
            key={key}
            data-testid={rowTestId?.(row)}
            data-open={key === openKey ? 'true' : undefined}
            data-mark={mark?.(row)}
            className={props.rowHref ? 'zg-row-link' : undefined}
            {...rowClicks(props, row)}
          >
            {props.rowHref ? <RowLink {...props} row={row} /> : null}
            {props.card(row)}
          </li>
        );
      })}
    </ul>
  );
}

/** A real link that lies over the whole row. */
function RowLink<Row>({ row, rowKey, rowHref, rowName, onOpen }: DataTableProps<Row> & { row: Row }) {
  return (
    <a
      className="zg-row-anchor"
      href={rowHref?.(row)}
      data-row={rowKey(row)}
      aria-label={rowName?.(row) ?? rowKey(row)}
      onClick={(event) => {
        if (!onOpen || !isPlainClick(event)) return;
        event.preventDefault();
        event.stopPropagation();
        onOpen(row);
      }}
    >
      <span className="zg-sr-only">{rowName?.(row) ?? rowKey(row)}</span>
    </a>
  );
}

/** Clicks on what lies above the row's link (a time with its tooltip) count as clicks on the row. */
function rowClicks<Row>({ rowHref, onOpen }: DataTableProps<Row>, row: Row) {
  if (!rowHref) return {};
  const isOwn = (event: MouseEvent) => (event.target as HTMLElement).closest('a, button, input, label') !== null;
  return {
    onClick: (event: MouseEvent) => {
      if (isOwn(event) || window.getSelection()?.toString()) return;
      if (isPlainClick(event) && onOpen) onOpen(row);
      else if (event.button === 0) window.open(rowHref(row), '_blank', 'noopener');
    },
    onAuxClick: (event: MouseEvent) => {
      if (event.button === 1 && !isOwn(event)) window.open(rowHref(row), '_blank', 'noopener');
    },
  };
}

function useListKeys<Row>(
  place: { readonly current: HTMLDivElement | null },
  { rows, rowKey, onOpen, openKey }: DataTableProps<Row>,
) {
  const move = (step: 1 | -1) => {
    const links = [...(place.current?.querySelectorAll<HTMLAnchorElement>('a[data-row]') ?? [])];
    if (links.length === 0) return;
    const focused = links.indexOf(document.activeElement as HTMLAnchorElement);
    const from = focused >= 0 ? focused : links.findIndex((link) => link.dataset['row'] === openKey);
    const to = Math.min(links.length - 1, Math.max(0, from + step));
    const link = links[to];
    link?.focus({ preventScroll: true });
    link?.closest('tr, li')?.scrollIntoView({ block: 'nearest' });
    const row = rows.find((candidate) => rowKey(candidate) === link?.dataset['row']);
    if (openKey && row && rowKey(row) !== openKey) onOpen?.(row);
  };
  useShortcuts({ j: () => move(1), k: () => move(-1) }, rows.length > 0);
}
