import { Select } from 'antd';

interface TimeZoneSelectProps {
  readonly id?: string;
  readonly value?: string;
  readonly onChange?: (zone: string) => void;
}

/** Zones seen most stand first; the rest follows by name. */
const usual = ['Asia/Shanghai', 'Asia/Hong_Kong', 'Asia/Taipei', 'Asia/Urumqi', 'Asia/Singapore', 'Asia/Tokyo'];

const zones = [
  ...usual,
  ...(typeof Intl.supportedValuesOf === 'function' ? Intl.supportedValuesOf('timeZone') : []).filter(
    (zone) => !usual.includes(zone),
  ),
];

export function TimeZoneSelect({ id, value, onChange }: TimeZoneSelectProps) {
  return (
    <Select
      {...(id ? { id } : {})}
      showSearch
      value={value ?? null}
      {...(onChange ? { onChange } : {})}
      options={zones.map((zone) => ({ value: zone, label: zone }))}
    />
  );
}
