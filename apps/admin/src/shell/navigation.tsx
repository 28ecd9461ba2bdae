import {
  AuditOutlined,
  CustomerServiceOutlined,
  DashboardOutlined,
  DoubleLeftOutlined,
  DoubleRightOutlined,
  KeyOutlined,
  ProfileOutlined,
  ShopOutlined,
  TeamOutlined,
  ThunderboltOutlined,
} from '@ant-design/icons';
import { useLocation, useRouter } from '@tanstack/react-router';
import type { Permission } from '@zhanggui/contracts';
import { BrandMark, followWith } from '@zhanggui/ui';
import { Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { navChoice } from '../shared/preferences';
import { useScope } from '../shared/scope';
import { hrefOf } from '../shared/search';
import { useMay } from '../shared/session';
import { useStored } from '../shared/stored';

export type Place = 'overview' | 'orders' | 'stores' | 'work' | 'people' | 'keys' | 'support' | 'audit';

interface PlaceFacts {
  readonly key: Place;
  readonly group: 'groupDay' | 'groupShops' | 'groupSystem' | 'groupPeople';
  readonly permission: Permission;
  readonly icon: ReactNode;
  readonly keys: string;
  /** Under the thumb on a phone; the others are in the account's menu there. */
  readonly onPhone: boolean;
}

export const places: readonly PlaceFacts[] = [
  {
    key: 'overview',
    group: 'groupDay',
    permission: 'report.read',
    icon: <DashboardOutlined />,
    keys: 'g h',
    onPhone: true,
  },
  { key: 'orders', group: 'groupDay', permission: 'order.read', icon: <ProfileOutlined />, keys: 'g o', onPhone: true },
  { key: 'stores', group: 'groupShops', permission: 'store.read', icon: <ShopOutlined />, keys: 'g s', onPhone: true },
  {
    key: 'work',
    group: 'groupSystem',
    permission: 'work.read',
    icon: <ThunderboltOutlined />,
    keys: 'g w',
    onPhone: true,
  },
  {
    key: 'people',
    group: 'groupPeople',
    permission: 'people.read',
    icon: <TeamOutlined />,
    keys: 'g p',
    onPhone: false,
  },
  { key: 'keys', group: 'groupPeople', permission: 'key.manage', icon: <KeyOutlined />, keys: 'g k', onPhone: false },
  {
    key: 'support',
    group: 'groupPeople',
    permission: 'support.read',
    icon: <CustomerServiceOutlined />,
    keys: 'g u',
    onPhone: false,
  },
  {
    key: 'audit',
    group: 'groupPeople',
    permission: 'audit.read',
    icon: <AuditOutlined />,
    keys: 'g l',
    onPhone: false,
  },
];

const groups = ['groupDay', 'groupShops', 'groupSystem', 'groupPeople'] as const;

/** Goes to a place, in the scope on screen. */
export function useGoTo(): (place: Place) => void {
  const router = useRouter();
  const scope = useScope();
  return (place) => router.history.push(hrefOf(`/${place}`, { ...scope.search }));
}

export function usePlace(): Place | undefined {
  const { pathname } = useLocation();
  return places.find(({ key }) => pathname === `/${key}` || pathname.startsWith(`/${key}/`))?.key;
}

/** Places that the person may go to, by the day's work. */
export function SideNavigation() {
  const { t } = useTranslation();
  const may = useMay();
  const isNarrow = useStored(navChoice) === 'narrow';
  return (
    <nav className="side" data-narrow={isNarrow ? 'true' : undefined} aria-label={t('nav.label')}>
      <div className="side-brand">
        <BrandMark size={28} />
        <strong>{t('brand')}</strong>
      </div>
      {groups.map((group) => {
        const own = places.filter((place) => place.group === group && may(place.permission));
        return own.length === 0 ? null : (
          <div key={group} className="side-group">
            <div className="side-heading">{t(`nav.${group}`)}</div>
            {own.map((place) => (
              <PlaceLink key={place.key} place={place} isNarrow={isNarrow} />
            ))}
          </div>
        );
      })}
      <button
        type="button"
        className="side-fold"
        onClick={() => navChoice.set(isNarrow ? 'open' : 'narrow')}
        aria-label={isNarrow ? t('nav.expand') : t('nav.collapse')}
        title={isNarrow ? t('nav.expand') : t('nav.collapse')}
      >
        {isNarrow ? <DoubleRightOutlined /> : <DoubleLeftOutlined />}
      </button>
    </nav>
  );
}

/** The same places under the thumb. */
export function BottomNavigation() {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <nav className="bottom" aria-label={t('nav.label')}>
      {places
        .filter((place) => place.onPhone && may(place.permission))
        .map((place) => (
          <PlaceLink key={place.key} place={place} isNarrow={false} />
        ))}
    </nav>
  );
}

function PlaceLink({ place, isNarrow }: { place: PlaceFacts; isNarrow: boolean }) {
  const { t } = useTranslation();
  const scope = useScope();
  const current = usePlace();
  const goTo = useGoTo();
  const link = (
    <a
      href={hrefOf(`/${place.key}`, { ...scope.search })}
      className="place"
      aria-current={current === place.key ? 'page' : undefined}
      aria-label={t(`nav.${place.key}`)}
      onClick={followWith(() => goTo(place.key))}
      data-testid={`nav-${place.key}`}
    >
      {place.icon}
      <span>{t(`nav.${place.key}`)}</span>
    </a>
  );
  return isNarrow ? (
    <Tooltip title={t(`nav.${place.key}`)} placement="right">
      {link}
    </Tooltip>
  ) : (
    link
  );
}
