import { FilterOutlined, SearchOutlined } from '@ant-design/icons';
import { type EntryPoint, entryPoints, type OrderStatus, orderStatuses } from '@zhanggui/contracts';
import { FilterBar, usePhone, useShortcuts } from '@zhanggui/ui';
import { Button, Input, type InputRef, Select, Tag } from 'antd';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../i18n/use-words';
import { Days } from '../../shared/days';
import { filterCount, idPattern, type OrderFilter } from './orders.search';

interface OrdersFilterProps {
  readonly filter: OrderFilter;
  /** The zone whose days the dates are. */
  readonly timeZone: string;
  readonly onChange: (change: Partial<OrderFilter>) => void;
  readonly onReset: () => void;
  /** Acts at the end of the line. */
  readonly children?: ReactNode;
}

export function OrdersFilter({ filter, timeZone, onChange, onReset, children }: OrdersFilterProps) {
  const { t } = useTranslation();
  const isPhone = usePhone();
  const [isOpen, setOpen] = useState(false);
  const count = filterCount(filter);
  const search = useRef<InputRef>(null);
  useShortcuts({ '/': () => search.current?.focus({ cursor: 'all' }) });
  return (
    <FilterBar label={t('orders.filter.label')}>
      <IdInput
        reference={search}
        value={filter.platformOrderId}
        placeholder={t('orders.filter.order')}
        invalid={t('orders.filter.idInvalid')}
        testId="order-search"
        onChange={(platformOrderId) => onChange({ platformOrderId })}
      />
      {isPhone ? (
        <Button icon={<FilterOutlined />} onClick={() => setOpen(!isOpen)} aria-expanded={isOpen}>
          {count > 0 ? t('orders.filter.moreCount', { count }) : t('orders.filter.more')}
        </Button>
      ) : null}
      {!isPhone || isOpen ? <MoreFilters filter={filter} timeZone={timeZone} onChange={onChange} /> : null}
      <CountedTag filter={filter} onChange={onChange} />
      {count > 0 ? (
        <Button type="text" onClick={onReset} data-testid="filters-reset">
          {t('common.reset')}
        </Button>
      ) : null}
      {children}
    </FilterBar>
  );
}

function MoreFilters({ filter, timeZone, onChange }: Omit<OrdersFilterProps, 'onReset' | 'children'>) {
  const { t } = useTranslation();
  const words = useWords();
  const kind = filter.isGift === undefined ? 'all' : filter.isGift ? 'gift' : 'plain';
  return (
    <>
      <IdInput
        value={filter.platformGiftId}
        placeholder={t('orders.filter.gift')}
        invalid={t('orders.filter.giftInvalid')}
        testId="gift-search"
        onChange={(platformGiftId) => onChange({ platformGiftId })}
      />
      <Select<EntryPoint>
        className="orders-filter-entry"
        allowClear
        value={filter.entryPoint ?? null}
        placeholder={t('orders.filter.entry')}
        aria-label={t('orders.filter.entry')}
        onChange={(entryPoint) => onChange({ entryPoint })}
        options={entryPoints.map((value) => ({ value, label: words('orders.entry', value) }))}
      />
      <Select
        className="orders-filter-kind"
        value={kind}
        aria-label={t('orders.filter.kind')}
        onChange={(value) => onChange({ isGift: value === 'all' ? undefined : value === 'gift' })}
        options={[
          { value: 'all', label: t('orders.filter.kindAll') },
          { value: 'gift', label: t('orders.filter.isGift') },
          { value: 'plain', label: t('orders.filter.notGift') },
        ]}
      />
      <Select<OrderStatus[]>
        className="orders-filter-status"
        mode="multiple"
        maxTagCount="responsive"
        allowClear
        showSearch={false}
        value={(filter.status?.split(',') ?? []) as OrderStatus[]}
        placeholder={t('orders.filter.status')}
        aria-label={t('orders.filter.status')}
        onChange={(chosen) =>
          onChange({ status: orderStatuses.filter((status) => chosen.includes(status)).join(',') || undefined })
        }
        options={orderStatuses.map((value) => ({ value, label: words('orders.state', value) }))}
      />
      <Select
        className="orders-filter-refunded"
        value={filter.refunded === undefined ? 'all' : filter.refunded ? 'refunded' : 'whole'}
        aria-label={t('orders.filter.refunded')}
        onChange={(value) => onChange({ refunded: value === 'all' ? undefined : value === 'refunded' })}
        options={[
          { value: 'all', label: t('orders.filter.refundedAll') },
          { value: 'refunded', label: t('orders.filter.isRefunded') },
          { value: 'whole', label: t('orders.filter.notRefunded') },
        ]}
      />
      <Days
        label={t('orders.filter.placed')}
        timeZone={timeZone}
        from={filter.from}
        to={filter.to}
        onChange={(from, to) => onChange({ from, to })}
      />
      <Days
        label={t('orders.filter.paid')}
        timeZone={timeZone}
        from={filter.paidFrom}
        to={filter.paidTo}
        onChange={(paidFrom, paidTo) => onChange({ paidFrom, paidTo })}
      />
    </>
  );
}

/** The figure whose orders are shown; it was clicked on elsewhere and can only be taken away here. */
function CountedTag({ filter, onChange }: Pick<OrdersFilterProps, 'filter' | 'onChange'>) {
  const { t } = useTranslation();
  const { counted, countedFrom, countedTo } = filter;
  if (!counted) return null;
  const days = countedFrom === countedTo ? countedTo : t('overview.range', { from: countedFrom, to: countedTo });
  return (
    <Tag
      className="orders-counted"
      closable={{ 'aria-label': t('orders.counted.remove') }}
      onClose={() => onChange({ counted: undefined, countedFrom: undefined, countedTo: undefined })}
      title={t('orders.counted.text')}
      data-testid="counted"
    >
      {t(`orders.counted.${counted}`, { days })}
    </Tag>
  );
}

interface IdInputProps {
  readonly reference?: React.Ref<InputRef>;
  readonly value: string | undefined;
  readonly placeholder: string;
  readonly invalid: string;
  readonly testId: string;
  readonly onChange: (value: string | undefined) => void;
}

/** A platform id: looked for when it is complete (Enter or leaving the field), since parts of it find nothing. */
function IdInput({ reference, value, placeholder, invalid, testId, onChange }: IdInputProps) {
  const [text, setText] = useState(value ?? '');
  useEffect(() => setText(value ?? ''), [value]);
  const id = text.replace(/\s/g, '');
  const isWrong = id !== '' && !idPattern.test(id);
  const commit = () => {
    if (!isWrong && id !== (value ?? '')) onChange(id === '' ? undefined : id);
  };
  return (
    <Input
      ref={reference ?? null}
      className="orders-filter-id"
      value={text}
      placeholder={placeholder}
      aria-label={placeholder}
      prefix={<SearchOutlined className="zg-faint" />}
      allowClear
      inputMode="numeric"
      status={isWrong ? 'error' : ''}
      title={isWrong ? invalid : placeholder}
      data-testid={testId}
      onChange={(event) => {
        setText(event.target.value);
        if (event.target.value === '') onChange(undefined);
      }}
      onPressEnter={commit}
      onBlur={commit}
    />
  );
}
