import { EllipsisOutlined, StarOutlined, TeamOutlined } from '@ant-design/icons';
import type { SavedView } from '@zhanggui/api-client';
import { followWith } from '@zhanggui/ui';
import { Button, Checkbox, Dropdown, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useScope, useScopeFacts } from '../../shared/scope';
import { hrefOf, type ScopeSearch } from '../../shared/search';
import { useUser } from '../../shared/session';
import type { OrderSearch } from './orders.search';
import { isEmptyContent, isShown, searchOf, toSaved } from './saved-views';
import { useViewActs, useViews } from './saved-views.queries';

type ListSearch = OrderSearch & ScopeSearch;

/** Saves what is on screen under a name; offered where there is something to save. */
export function SaveView({ search }: { search: ListSearch }) {
  const { t } = useTranslation();
  const views = useViews();
  const acts = useViewActs();
  const scope = useScope();
  const [isNaming, setNaming] = useState(false);
  if (isEmptyContent(toSaved(search)) || views.some((view) => isShown(view, search))) return null;
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
          taken={ownNames(views)}
          onCancel={() => setNaming(false)}
          onName={({ name, shared, withScope }) => {
            acts.save({ name, shared, ...toSaved(search, withScope ? scope.search : {}) });
            setNaming(false);
          }}
        />
      ) : null}
    </>
  );
}

const ownNames = (views: readonly SavedView[]) => views.filter(({ isOwn }) => isOwn).map(({ name }) => name);

interface SavedViewsBarProps {
  readonly search: ListSearch;
  readonly onOpen: (search: ListSearch) => void;
}

/** Views by name, as chips that are links: the person's own, then those of colleagues. */
export function SavedViewsBar({ search, onOpen }: SavedViewsBarProps) {
  const { t } = useTranslation();
  const views = useViews();
  const acts = useViewActs();
  const [naming, setNaming] = useState<SavedView | undefined>();
  if (views.length === 0) return null;
  return (
    <nav className="orders-views" aria-label={t('orders.views.label')}>
      {views.map((view) => (
        <ViewChip key={view.id} view={view} search={search} onOpen={onOpen} onRename={() => setNaming(view)} />
      ))}
      {naming ? (
        <NameView
          from={naming.name}
          taken={ownNames(views)}
          onCancel={() => setNaming(undefined)}
          onName={({ name }) => {
            if (name !== naming.name) acts.change(naming, { name });
            setNaming(undefined);
          }}
        />
      ) : null}
    </nav>
  );
}

interface ViewChipProps extends SavedViewsBarProps {
  readonly view: SavedView;
  readonly onRename: () => void;
}

function ViewChip({ view, search, onOpen, onRename }: ViewChipProps) {
  const { t } = useTranslation();
  const scope = useScope();
  const user = useUser();
  const acts = useViewActs();
  const address = searchOf(view);
  const isActive = isShown(view, search);
  const side = t(user.isProvider ? 'orders.views.sideProvider' : 'orders.views.sideMerchant');
  const duplicate = { key: 'duplicate', label: t('orders.views.duplicate'), onClick: () => acts.duplicate(view) };
  const ofOwner = [
    { key: 'rename', label: t('orders.views.rename'), onClick: onRename },
    {
      key: 'replace',
      label: t('orders.views.replace'),
      disabled: isActive || isEmptyContent(toSaved(search)),
      onClick: () => acts.change(view, toSaved(search)),
    },
    duplicate,
    {
      key: 'share',
      label: view.shared ? t('orders.views.unshare') : t('orders.views.share'),
      title: t('orders.views.shareHint', { side }),
      onClick: () => acts.change(view, { shared: !view.shared }),
    },
    { key: 'remove', label: t('orders.views.remove'), danger: true, onClick: () => acts.remove(view) },
  ];
  const mark = view.isOwn ? t('orders.views.shared') : t('orders.views.sharedBy', { name: view.ownerName });
  return (
    <span className="orders-view-chip" data-active={isActive ? 'true' : undefined}>
      {view.shared ? <TeamOutlined className="zg-faint" title={mark} aria-label={mark} /> : null}
      <a
        href={hrefOf('/orders', { ...scope.search, ...address })}
        onClick={followWith(() => onOpen(address))}
        title={view.isOwn ? undefined : mark}
        data-testid={`saved-view-${view.name}`}
      >
        {view.name}
      </a>
      <Dropdown trigger={['click']} menu={{ items: view.isOwn ? ofOwner : [duplicate] }}>
        <button
          type="button"
          className="zg-icon-button"
          aria-label={t('orders.views.acts', { name: view.name })}
          data-testid={`view-acts-${view.name}`}
        >
          <EllipsisOutlined />
        </button>
      </Dropdown>
    </span>
  );
}

interface NamedView {
  readonly name: string;
  readonly shared: boolean;
  readonly withScope: boolean;
}

interface NameViewProps {
  /** The name so far; a new view has none. */
  readonly from: string | undefined;
  readonly taken: readonly string[];
  readonly onName: (view: NamedView) => void;
  readonly onCancel: () => void;
}

function NameView({ from, taken, onName, onCancel }: NameViewProps) {
  const { t } = useTranslation();
  const user = useUser();
  const scope = useScope();
  const facts = useScopeFacts();
  const [name, setName] = useState(from ?? '');
  const [shared, setShared] = useState(false);
  const [withScope, setWithScope] = useState(false);
  const wanted = name.trim();
  const isTaken = wanted !== from && taken.includes(wanted);
  const scopeName = scope.storeId ? facts.storeName : scope.merchantId ? facts.merchantName : undefined;
  const submit = () => wanted && !isTaken && onName({ name: wanted, shared, withScope });
  const side = t(user.isProvider ? 'orders.views.sideProvider' : 'orders.views.sideMerchant');
  return (
    <Modal
      open
      title={from === undefined ? t('orders.views.saveTitle') : t('orders.views.renameTitle')}
      okText={t('common.save')}
      cancelText={t('common.cancel')}
      okButtonProps={{ disabled: wanted === '' || isTaken }}
      onOk={submit}
      onCancel={onCancel}
      width={420}
    >
      {from === undefined ? <p className="zg-soft orders-view-text">{t('orders.views.saveText')}</p> : null}
      <Form layout="vertical" onFinish={submit}>
        <Form.Item
          label={t('orders.views.name')}
          htmlFor="view-name"
          validateStatus={isTaken ? 'error' : ''}
          help={isTaken ? t('orders.views.nameTaken') : null}
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
        {from === undefined ? (
          <div className="orders-view-choices">
            {scopeName ? (
              <Checkbox checked={withScope} onChange={(event) => setWithScope(event.target.checked)}>
                {t('orders.views.withScope', { scope: scopeName })}
              </Checkbox>
            ) : null}
            <Checkbox checked={shared} onChange={(event) => setShared(event.target.checked)} data-testid="view-share">
              {t('orders.views.share')}
            </Checkbox>
            <p className="zg-faint">{t('orders.views.shareHint', { side })}</p>
          </div>
        ) : null}
      </Form>
    </Modal>
  );
}
