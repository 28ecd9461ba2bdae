import { TableOutlined } from '@ant-design/icons';
import { Button, Checkbox, Popover } from 'antd';
import { usePhone } from '../keys/use-media';
import { useUi } from '../text/ui-context';
import { columnChoice } from './column-choice';

interface ColumnPickerProps {
  readonly columns: readonly {
    readonly key: string;
    readonly title: string;
    readonly fixed?: boolean;
    readonly optional?: boolean;
  }[];
  readonly shown: readonly string[];
  /** Undefined: the usual columns. */
  readonly onChoose: (choice: string | undefined) => void;
}

export function ColumnPicker({ columns, shown, onChoose }: ColumnPickerProps) {
  const { text } = useUi();
  const isPhone = usePhone();
  const toggle = (key: string, isShown: boolean) =>
    onChoose(columnChoice(columns, isShown ? [...shown, key] : shown.filter((other) => other !== key)));
  // Cards show what matters; there are no columns to choose.
  if (isPhone) return null;
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      title={text.columnsTitle}
      content={
        <div className="zg-column-picker">
          {columns.map((column) => (
            <Checkbox
              key={column.key}
              checked={column.fixed || shown.includes(column.key)}
              disabled={column.fixed ?? false}
              onChange={(event) => toggle(column.key, event.target.checked)}
            >
              {column.title}
            </Checkbox>
          ))}
          <Button size="small" type="link" onClick={() => onChoose(undefined)}>
            {text.columnsReset}
          </Button>
        </div>
      }
    >
      <Button icon={<TableOutlined />} aria-label={text.columnsTitle}>
        {text.columns}
      </Button>
    </Popover>
  );
}
