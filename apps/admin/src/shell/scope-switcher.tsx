import { DownOutlined, GlobalOutlined, ShopOutlined, TeamOutlined } from '@ant-design/icons';
import type { ScopeOption } from '@zhanggui/api-client';
import { useShortcuts } from '@zhanggui/ui';
import { Popover } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useScope, useScopeFacts } from '../shared/scope';
import { useScopeChoices } from '../shared/scope-choices';
import { useUser } from '../shared/session';
import { onOpenScopeSwitcher } from '../shared/signals';
import { type PickGroup, PickList } from './pick-list';
import { scopeKey, scopeName, useRecentScopes, useSwitchScope } from './scope-options';

/** What is looked at, and a way to something else that keeps the page. */
export function ScopeSwitcher() {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const { title, place } = useScopeTitle();
  useEffect(() => onOpenScopeSwitcher(() => setOpen(true)), []);
  useShortcuts({ 'g m': () => setOpen(true) });
  useShortcuts({ escape: () => setOpen(false) }, isOpen);
  return (
    <Popover
      open={isOpen}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomLeft"
      arrow={false}
      destroyOnHidden
      classNames={{ root: 'scope-popover' }}
      content={<ScopePicker onDone={() => setOpen(false)} />}
    >
      <button
        type="button"
        className="scope-button"
        aria-haspopup="listbox"
        aria-expanded={isOpen}
        aria-label={`${t('scope.label')}: ${title}`}
        data-testid="scope-switcher"
      >
        <span className="scope-names">
          {place ? <span className="scope-place">{place}</span> : null}
          <span className="scope-title">{title}</span>
        </span>
        <DownOutlined />
      </button>
    </Popover>
  );
}

/** The name of the scope: as the server tells it, else as it was chosen before, else its id. */
function useScopeTitle(): { title: string; place: string | undefined } {
  const { t } = useTranslation();
  const user = useUser();
  const scope = useScope();
  const facts = useScopeFacts();
  const { recent } = useRecentScopes(user.id);
  const known = recent.find(({ merchantId }) => merchantId === scope.merchantId);
  const knownStore = recent.find(({ storeId }) => storeId !== null && storeId === scope.storeId);
  const unknown = (words: 'scope.unknownStore' | 'scope.unknownMerchant', id: string) =>
    facts.isPending ? '…' : t(words, { id: id.slice(-6) });
  const merchant = facts.merchantName ?? known?.merchantName;
  if (scope.storeId)
    return {
      title: facts.storeName ?? knownStore?.storeName ?? unknown('scope.unknownStore', scope.storeId),
      place: merchant ?? knownStore?.merchantName,
    };
  if (scope.merchantId)
    return {
      title: merchant ?? unknown('scope.unknownMerchant', scope.merchantId),
      place: user.isProvider ? t('scope.wholeMerchant') : undefined,
    };
  return user.isProvider
    ? { title: t('scope.all'), place: user.providerName }
    : { title: t('scope.allStores'), place: merchant };
}

function ScopePicker({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const user = useUser();
  const scope = useScope();
  const switchScope = useSwitchScope();
  const { recent, remember } = useRecentScopes(user.id);
  const [text, setText] = useState('');
  const { options, isWaiting } = useScopeChoices(text, true);
  const chosenKey = scope.storeId ?? scope.merchantId;

  const groups = useMemo<readonly PickGroup[]>(() => {
    const pick = (option: ScopeOption | undefined) => () => {
      if (option) remember(option);
      switchScope(option);
      onDone();
    };
    const entry = (option: ScopeOption, prefix = '') => ({
      key: `${prefix}${scopeKey(option)}`,
      label: scopeName(option),
      hint: option.storeId ? option.merchantName : undefined,
      icon: option.storeId ? <ShopOutlined /> : <TeamOutlined />,
      testId: `${prefix ? 'scope-recent-' : 'scope-option-'}${scopeKey(option)}`,
      isChosen: scopeKey(option) === chosenKey,
      onPick: pick(option),
    });
    const whole = {
      key: 'all',
      label: user.isProvider ? t('scope.all') : t('scope.allStores'),
      icon: <GlobalOutlined />,
      testId: 'scope-option-all',
      isChosen: chosenKey === undefined,
      onPick: pick(undefined),
    };
    return [
      { key: 'all', options: text.trim() === '' ? [whole] : [] },
      {
        key: 'recent',
        label: t('scope.recent'),
        options: text.trim() === '' ? recent.slice(0, 4).map((option) => entry(option, 'recent-')) : [],
      },
      {
        key: 'merchants',
        label: t('scope.merchants'),
        options: options.filter(({ storeId }) => !storeId).map((option) => entry(option)),
      },
      {
        key: 'stores',
        label: t('scope.stores'),
        options: options.filter(({ storeId }) => storeId).map((option) => entry(option)),
      },
    ];
  }, [options, recent, text, chosenKey, user.isProvider, t, remember, switchScope, onDone]);

  return (
    <PickList
      text={text}
      onText={setText}
      placeholder={t('scope.search')}
      groups={groups}
      inputTestId="scope-search"
      isWaiting={isWaiting && text.trim() !== ''}
      empty={
        isWaiting ? (
          t('common.loading')
        ) : (
          <>
            <div>{t('scope.nothing', { text })}</div>
            <div className="zg-faint">{t('scope.nothingText')}</div>
          </>
        )
      }
      footer={
        <>
          <span>{t('scope.hint')}</span>
          <span>{t('scope.keeps')}</span>
        </>
      }
    />
  );
}
