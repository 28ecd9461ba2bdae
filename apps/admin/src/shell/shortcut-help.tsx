import { Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { Keys } from './command-palette';

const everywhere = [
  ['mod+k', 'palette'],
  ['?', 'help'],
  ['g h', 'overview'],
  ['g o', 'orders'],
  ['g s', 'stores'],
  ['g w', 'work'],
  ['g p', 'people'],
  ['g k', 'keys'],
  ['g u', 'support'],
  ['g l', 'audit'],
  ['g m', 'scope'],
  ['/', 'search'],
] as const;

const lists = [
  ['j', 'next'],
  ['k', 'previous'],
  ['enter', 'open'],
  ['escape', 'close'],
] as const;

export function ShortcutHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const part = (title: string, rows: readonly (readonly [string, (typeof everywhere | typeof lists)[number][1]])[]) => (
    <section>
      <h3>{title}</h3>
      <dl>
        {rows.map(([keys, name]) => (
          <div key={keys}>
            <dt>{t(`keys.${name}`)}</dt>
            <dd>
              <Keys keys={keys} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
  return (
    <Modal open onCancel={onClose} footer={null} title={t('keys.title')} width={560}>
      <div className="key-help" data-testid="shortcut-help">
        {part(t('keys.everywhere'), everywhere)}
        {part(t('keys.lists'), lists)}
      </div>
    </Modal>
  );
}
