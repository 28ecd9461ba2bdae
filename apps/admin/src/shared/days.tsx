import { businessDay } from '@zhanggui/contracts';
import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';

interface DaysProps {
  readonly label: string;
  readonly timeZone: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly onChange: (from: string | undefined, to: string | undefined) => void;
}

/** A choice of business days, both inclusive. */
export function Days({ label, timeZone, from, to, onChange }: DaysProps) {
  const { t } = useTranslation();
  const today = dayjs(businessDay(new Date(), timeZone));
  const yesterday = today.subtract(1, 'day');
  return (
    <DatePicker.RangePicker
      className="orders-filter-days"
      value={[from ? dayjs(from) : null, to ? dayjs(to) : null]}
      allowEmpty={[true, true]}
      placeholder={[label, t('orders.filter.to')]}
      aria-label={label}
      title={`${label} · ${t('common.timesIn', { zone: timeZone })}`}
      onChange={(days) => onChange(days?.[0]?.format('YYYY-MM-DD'), days?.[1]?.format('YYYY-MM-DD'))}
      presets={[
        { label: t('orders.filter.today'), value: [today, today] },
        { label: t('orders.filter.yesterday'), value: [yesterday, yesterday] },
        { label: t('orders.filter.days7'), value: [today.subtract(6, 'day'), today] },
        { label: t('orders.filter.days30'), value: [today.subtract(29, 'day'), today] },
      ]}
    />
  );
}
