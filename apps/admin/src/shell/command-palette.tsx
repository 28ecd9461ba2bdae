import {
  BgColorsOutlined,
  GlobalOutlined,
  LogoutOutlined,
  ProfileOutlined,
  ShopOutlined,
  TeamOutlined,
  TranslationOutlined,
} from '@ant-design/icons';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { dataOf } from '@zhanggui/api-client';
import { Modal } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWords } from '../i18n/use-words';
import { api } from '../shared/api';
import { chooseLanguage, otherLanguage, themeChoice, useNextTheme } from '../shared/preferences';
import { type Scope, useScope } from '../shared/scope';
import { useScopeChoices } from '../shared/scope-choices';
import { hrefOf } from '../shared/search';
import { useMay, useUser } from '../shared/session';
import { places, useGoTo } from './navigation';
import { type PickGroup, PickList } from './pick-list';
import { scopeKey, scopeName, useRecentScopes, useSwitchScope } from './scope-options';
import { useSignOut } from './use-sign-out';

const orderIdPattern = /^\d{8,25}$/;

const orderByIdQuery = (scope: Scope, platformOrderId: string) =>
  queryOptions({
    queryKey: ['order-by-id', scope.key, platformOrderId] as const,
    queryFn: ({ signal }) =>
      dataOf(api.within(scope).GET('/api/v1/orders', { params: { query: { platformOrderId, limit: 5 } }, signal })),
  });

/** Everything by name: pages, merchants and stores, an order by its platform id, and a few acts. */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      open
      onCancel={onClose}
      footer={null}
      closable={false}
      width={580}
      styles={{ container: { padding: 0 }, body: { padding: 0 } }}
      style={{ top: 84 }}
      title={<span className="zg-sr-only">{t('palette.title')}</span>}
      destroyOnHidden
      classNames={{ root: 'palette' }}
    >
      <Palette onClose={onClose} />
    </Modal>
  );
}

function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const wanted = text.trim();
  const orders = useOrderGroup(wanted, onClose);
  const pages = useFixedGroup('pages', wanted, onClose);
  const acts = useFixedGroup('acts', wanted, onClose);
  const scopes = useScopeGroup(wanted, onClose);
  const groups = [pages, orders.group, scopes.group, acts];
  return (
    <PickList
      text={text}
      onText={setText}
      placeholder={t('palette.placeholder')}
      groups={groups}
      empty={orders.message ?? t('palette.nothing')}
      isWaiting={orders.isWaiting || (scopes.isWaiting && pages.options.length === 0)}
      inputTestId="palette-search"
    />
  );
}

const matches = (wanted: string, ...names: string[]) =>
  wanted === '' || names.some((name) => name.toLowerCase().includes(wanted.toLowerCase()));

function useFixedGroup(kind: 'pages' | 'acts', wanted: string, onClose: () => void): PickGroup {
  const { t, i18n } = useTranslation();
  const may = useMay();
  const goTo = useGoTo();
  const signOut = useSignOut();
  const theme = useNextTheme();
  const closing = (act: () => void) => () => {
    onClose();
    act();
  };
  if (kind === 'pages')
    return {
      key: 'pages',
      label: t('palette.pages'),
      options: places
        .filter(({ key, permission }) => may(permission) && matches(wanted, t(`nav.${key}`), key))
        .map(({ key, icon, keys }) => ({
          key,
          icon,
          label: t(`nav.${key}`),
          hint: <Keys keys={keys} />,
          testId: `palette-${key}`,
          onPick: closing(() => goTo(key)),
        })),
    };
  const acts = [
    {
      key: 'theme',
      icon: <BgColorsOutlined />,
      label: t('palette.themeTo', { mode: t(`bar.theme.${theme}`) }),
      onPick: closing(() => themeChoice.set(theme)),
    },
    {
      key: 'language',
      icon: <TranslationOutlined />,
      label: t('palette.languageTo'),
      onPick: closing(() => chooseLanguage(otherLanguage(i18n.language))),
    },
    { key: 'sign-out', icon: <LogoutOutlined />, label: t('palette.signOut'), onPick: closing(signOut) },
  ];
  return {
    key: 'acts',
    label: t('palette.acts'),
    options: acts
      .filter(({ key, label }) => matches(wanted, label, key))
      .map((act) => ({ ...act, testId: `palette-${act.key}` })),
  };
}

function useOrderGroup(wanted: string, onClose: () => void) {
  const { t } = useTranslation();
  const words = useWords();
  const may = useMay();
  const scope = useScope();
  const router = useRouter();
  const isId = orderIdPattern.test(wanted) && may('order.read');
  const [id, setId] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setId(isId ? wanted : ''), 200);
    return () => clearTimeout(timer);
  }, [isId, wanted]);
  const { data, isFetching } = useQuery({ ...orderByIdQuery(scope, id), enabled: id !== '' });
  const found = isId && id === wanted ? (data?.items ?? []) : [];
  const group: PickGroup = {
    key: 'orders',
    label: t('palette.orders'),
    options: found.map((order) => ({
      key: order.id,
      icon: <ProfileOutlined />,
      label: t('palette.order', { id: order.platformOrderId }),
      hint: `${order.storeName} · ${words('orders.state', order.state)}`,
      testId: `palette-order-${order.platformOrderId}`,
      onPick: () => {
        onClose();
        router.history.push(hrefOf(`/orders/${order.id}`, { ...scope.search }));
      },
    })),
  };
  const isWaiting = isId && (isFetching || id !== wanted);
  const message = !isId ? undefined : isWaiting ? t('palette.searching') : t('palette.noOrder', { id: wanted });
  return { group, message, isWaiting };
}

function useScopeGroup(wanted: string, onClose: () => void) {
  const { t } = useTranslation();
  const user = useUser();
  const scope = useScope();
  const switchScope = useSwitchScope();
  const { recent, remember } = useRecentScopes(user.id);
  const isName = wanted !== '' && !orderIdPattern.test(wanted);
  const found = useScopeChoices(wanted, isName);
  const options = wanted === '' ? recent.slice(0, 3) : isName ? found.options.slice(0, 8) : [];
  const whole = user.isProvider ? t('scope.all') : t('scope.allStores');
  const isNarrowed = scope.merchantId !== undefined || scope.storeId !== undefined;
  const group: PickGroup = {
    key: 'scopes',
    label: t('palette.scopes'),
    options: [
      ...options.map((option) => ({
        key: scopeKey(option),
        icon: option.storeId ? <ShopOutlined /> : <TeamOutlined />,
        label: scopeName(option),
        hint: option.storeId ? option.merchantName : undefined,
        testId: `palette-scope-${scopeKey(option)}`,
        onPick: () => {
          onClose();
          remember(option);
          switchScope(option);
        },
      })),
      ...(isNarrowed && matches(wanted, whole)
        ? [
            {
              key: 'all',
              icon: <GlobalOutlined />,
              label: whole,
              testId: 'palette-scope-all',
              onPick: () => {
                onClose();
                switchScope(undefined);
              },
            },
          ]
        : []),
    ],
  };
  return { group, isWaiting: found.isWaiting };
}

export function Keys({ keys }: { keys: string }) {
  const isMac = navigator.userAgent.includes('Mac');
  const names = keys
    .split(/[ +]/)
    .map((key) =>
      key === 'mod' ? (isMac ? '⌘' : 'Ctrl') : key === 'escape' ? 'Esc' : key === 'enter' ? 'Enter' : key,
    );
  return (
    <span className="keys">
      {names.map((name) => (
        <kbd key={name}>{name.length === 1 ? name.toUpperCase() : name}</kbd>
      ))}
    </span>
  );
}
