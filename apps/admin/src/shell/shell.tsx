import { SearchOutlined } from '@ant-design/icons';
import { Outlet } from '@tanstack/react-router';
import { BrandMark, usePhone, useShortcuts } from '@zhanggui/ui';
import { Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmOneself } from '../shared/confirm-oneself';
import { LiveProvider } from '../shared/live';
import { followAccountLanguage, navChoice } from '../shared/preferences';
import { useUser } from '../shared/session';
import { useStored } from '../shared/stored';
import { LanguageSwitch, ThemeSwitch } from '../shared/switches';
import { AccountMenu } from './account-menu';
import { CommandPalette, Keys } from './command-palette';
import { LiveIndicator } from './live-indicator';
import { BottomNavigation, places, SideNavigation, useGoTo, usePlace } from './navigation';
import { ScopeSwitcher } from './scope-switcher';
import { ShortcutHelp } from './shortcut-help';
import { SupportBanner } from './support-banner';
import './shell.css';

/** What stands around every page. */
export function Shell() {
  const user = useUser();
  const isPhone = usePhone();
  const isNarrow = useStored(navChoice) === 'narrow';
  const [over, setOver] = useState<'palette' | 'help' | undefined>();
  const close = () => setOver(undefined);
  useEffect(() => followAccountLanguage(user.locale), [user.locale]);
  useTitle();
  useJumps(
    () => setOver('palette'),
    () => setOver('help'),
  );
  return (
    <LiveProvider>
      <div className="shell" data-narrow={isNarrow ? 'true' : undefined}>
        <SkipLink />
        {isPhone ? null : <SideNavigation />}
        <div className="shell-main">
          <TopBar isPhone={isPhone} onPalette={() => setOver('palette')} onHelp={() => setOver('help')} />
          <SupportBanner />
          <main id="content" tabIndex={-1}>
            <Suspense>
              <Outlet />
            </Suspense>
          </main>
        </div>
        {isPhone ? <BottomNavigation /> : null}
      </div>
      <ConfirmOneself />
      {over === 'palette' ? <CommandPalette onClose={close} /> : null}
      {over === 'help' ? <ShortcutHelp onClose={close} /> : null}
    </LiveProvider>
  );
}

function SkipLink() {
  const { t } = useTranslation();
  return (
    <a className="skip" href="#content">
      {t('nav.skip')}
    </a>
  );
}

interface TopBarProps {
  readonly isPhone: boolean;
  readonly onPalette: () => void;
  readonly onHelp: () => void;
}

function TopBar({ isPhone, onPalette, onHelp }: TopBarProps) {
  const { t } = useTranslation();
  return (
    <header className="bar">
      {isPhone ? <BrandMark size={28} /> : null}
      <ScopeSwitcher />
      <span className="bar-space" />
      <button type="button" className="bar-search" onClick={onPalette} aria-label={t('bar.search')}>
        <SearchOutlined />
        {isPhone ? null : (
          <>
            <span>{t('bar.search')}</span>
            <Keys keys="mod+k" />
          </>
        )}
      </button>
      <LiveIndicator />
      {isPhone ? null : (
        <>
          <LanguageSwitch />
          <ThemeSwitch />
        </>
      )}
      <AccountMenu onHelp={onHelp} />
    </header>
  );
}

function useJumps(openPalette: () => void, openHelp: () => void): void {
  const goTo = useGoTo();
  useShortcuts({
    'mod+k': openPalette,
    '?': openHelp,
    ...Object.fromEntries(places.map(({ key, keys }) => [keys, () => goTo(key)])),
  });
}

function useTitle(): void {
  const { t } = useTranslation();
  const place = usePlace();
  const title = place ? `${t(`nav.${place}`)} · ${t('brand')}` : t('brand');
  useEffect(() => {
    document.title = title;
  }, [title]);
}
