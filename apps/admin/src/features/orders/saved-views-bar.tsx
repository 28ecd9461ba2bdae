import { EllipsisOutlined, StarOutlined } from '@ant-design/icons';
import { followWith } from '@zhanggui/ui';
import { Button, Dropdown, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { hrefOf } from '../../shared/search';
import { useStored } from '../../shared/stored';
import type { OrderSearch } from './orders.search';
import { isSameView, makeSavedViewsStore, renamedView, toSaved, withoutView, withView } from './saved-views';

const savedViews = makeSavedViewsStore();

interface SavedViewsBarProps {
  readonly search: OrderSearch;
  readonly onOpen: (search: OrderSearch) => void;
}

/** Saves what is on screen under a name; offered where there is something to save. */
export function SaveView({ search }: { search: OrderSearch }) {
  const { t } = useTranslation();
  const views = useStored(savedViews);
  const [isNaming, setNaming] = useState(false);
  const isKnown = views.some((view) => isSameView(view.search, search));
  if (isKnown || isSameView(search, {})) return null;
  return (
    <>
      <Button
        type="text"
        className="orders-save-view"
        icon={<StarOutlined />}
        onClick={() => setNaming(true)}
        data-testid="save-view"
      >
        {t('orders.views.save')}
      </Button>
      {isNaming ? (
        <NameView
          from={undefined}
          taken={views.map(({ name }) => name)}
          onCancel={() => setNaming(false)}
          onName={(name) => {
            savedViews.set(withView(savedViews.get(), { name, search: toSaved(search) }));
            setNaming(false);
          }}
        />
      ) : null}
    </>
  );
}

/** Views by name, as chips that are links. */
export function SavedViewsBar({ search, onOpen }: SavedViewsBarProps) {
  const { t } = useTranslation();
  const views = useStored(savedViews);
  const [naming, setNaming] = useState<string | undefined>();
  if (views.length === 0) return null;
  return (
    <nav className="orders-views" aria-label={t('orders.views.label')}>
      {views.map((view) => (
        <span
          key={view.name}
          className="orders-view-chip"
          data-active={isSameView(view.search, search) ? 'true' : undefined}
        >
          <a
            href={hrefOf('/orders', { ...view.search })}
            onClick={followWith(() => onOpen(view.search))}
            data-testid={`saved-view-${view.name}`}
          >
            {view.name}
          </a>
          <Dropdown
            trigger={['click']}
            menu={{
              items: [
                { key: 'rename', label: t('orders.views.rename') },
                { key: 'remove', label: t('orders.views.remove'), danger: true },
              ],
              onClick: ({ key }) =>
                key === 'rename' ? setNaming(view.name) : savedViews.set(withoutView(savedViews.get(), view.name)),
            }}
          >
            <button type="button" className="zg-icon-button" aria-label={t('orders.views.acts', { name: view.name })}>
              <EllipsisOutlined />
            </button>
          </Dropdown>
        </span>
      ))}
      {naming !== undefined ? (
        <NameView
          from={naming}
          taken={views.map(({ name }) => name)}
          onCancel={() => setNaming(undefined)}
          onName={(name) => {
            savedViews.set(renamedView(savedViews.get(), naming, name));
            setNaming(undefined);
          }}
        />
      ) : null}
    </nav>
  );
}

interface NameViewProps {
  readonly from: string | undefined;
  readonly taken: readonly string[];
  readonly onName: (name: string) => void;
  readonly onCancel: () => void;
}

function NameView({ from, taken, onName, onCancel }: NameViewProps) {
  const { t } = useTranslation();
  const [name, setName] = useState(from ?? '');
  const wanted = name.trim();
  const submit = () => wanted && onName(wanted);
  return (
    <Modal
      open
      title={from === undefined ? t('orders.views.saveTitle') : t('orders.views.renameTitle')}
      okText={t('common.save')}
      cancelText={t('common.cancel')}
      okButtonProps={{ disabled: wanted === '' }}
      onOk={submit}
      onCancel={onCancel}
      width={420}
    >
      {from === undefined ? <p className="zg-soft orders-view-text">{t('orders.views.saveText')}</p> : null}
      <Form layout="vertical" onFinish={submit}>
        <Form.Item
          label={t('orders.views.name')}
          htmlFor="view-name"
          help={wanted !== from && taken.includes(wanted) ? t('orders.views.nameTaken') : null}
        >
          <Input
            id="view-name"
            value={name}
            maxLength={40}
            autoFocus
            onChange={(event) => setName(event.target.value)}
            data-testid="view-name"
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
