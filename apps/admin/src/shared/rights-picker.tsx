import type { Permission } from '@zhanggui/contracts';
import { Checkbox } from 'antd';
import { useWords } from '../i18n/use-words';

interface RightsPickerProps {
  /** What may be chosen: what the person holds. */
  readonly of: readonly Permission[];
  readonly value?: readonly Permission[];
  readonly onChange?: (value: Permission[]) => void;
}

/** Rights to choose from, each by its name. */
export function RightsPicker({ of, value = [], onChange }: RightsPickerProps) {
  const words = useWords();
  return (
    <Checkbox.Group
      className="rights"
      value={[...value]}
      onChange={(chosen) => onChange?.(chosen as Permission[])}
      options={of.map((right) => ({ value: right, label: words('rights', right) }))}
    />
  );
}
