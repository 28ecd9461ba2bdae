import { FilterOutlined, SearchOutlined } from '@ant-design/icons';
import { addDays, businessDay, type EntryPoint, entryPoints } from '@zhanggui/contracts';
import { FilterBar, usePhone, useShortcuts } from '@zhanggui/ui';
import { Button, DatePicker, Input, type InputRef, Select } from 'antd';
import dayjs from 'dayjs';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../i18n/use-words';
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
  const today = dayjs(businessDay(new Date(), timeZone));
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
      <DatePicker.RangePicker
        className="orders-filter-days"
        value={[filter.from ? dayjs(filter.from) : null, filter.to ? dayjs(filter.to) : null]}
        allowEmpty={[true, true]}
        placeholder={[t('orders.filter.placed'), t('orders.filter.to')]}
        aria-label={t('orders.filter.placed')}
        title={t('common.timesIn', { zone: timeZone })}
        onChange={(days) => onChange({ from: days?.[0]?.format('YYYY-MM-DD'), to: days?.[1]?.format('YYYY-MM-DD') })}
        presets={[
          { label: t('orders.filter.today'), value: [today, today] },
          {
            label: t('orders.filter.yesterday'),
            value: [dayjs(addDays(today.format('YYYY-MM-DD'), -1)), dayjs(addDays(today.format('YYYY-MM-DD'), -1))],
          },
          { label: t('orders.filter.days7'), value: [today.subtract(6, 'day'), today] },
          { label: t('orders.filter.days30'), value: [today.subtract(29, 'day'), today] },
        ]}
      />
    </>
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
