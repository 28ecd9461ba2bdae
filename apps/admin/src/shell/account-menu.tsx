import { LogoutOutlined, QuestionCircleOutlined, UserOutlined } from '@ant-design/icons';
import { useRouter } from '@tanstack/react-router';
import { followWith, usePhone } from '@zhanggui/ui';
import { Button, Popover } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWords } from '../i18n/use-words';
import { useScope } from '../shared/scope';
import { hrefOf } from '../shared/search';
import { useMay, useUser } from '../shared/session';
import { LanguageSwitch, ThemeSwitch } from '../shared/switches';
import { places, useGoTo } from './navigation';
import { useSignOut } from './use-sign-out';

export function AccountMenu({ onHelp }: { onHelp: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const user = useUser();
  const signOut = useSignOut();
  const isPhone = usePhone();
  const may = useMay();
  const router = useRouter();
  const goTo = useGoTo();
  const scope = useScope();
  const [isOpen, setOpen] = useState(false);
  const closing = (go: () => void) => () => {
    setOpen(false);
    go();
  };
  const account = hrefOf('/account', { ...scope.search });
  return (
    <Popover
      open={isOpen}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomRight"
      arrow={false}
      content={
        <div className="account">
          <div className="account-who">
            <strong>{user.name}</strong>
            <span className="zg-soft">{user.email}</span>
            <span className="zg-soft">
              {user.roleName ?? words('roles', user.role)} · {user.providerName}
            </span>
          </div>
          <Button
            type="text"
            block
            icon={<UserOutlined />}
            href={account}
            onClick={followWith(closing(() => router.history.push(account)))}
            data-testid="my-account"
          >
            {t('bar.myAccount')}
          </Button>
          {isPhone ? (
            <>
              {places
                .filter((place) => !place.onPhone && may(place.permission))
                .map((place) => (
                  <Button key={place.key} type="text" block icon={place.icon} onClick={closing(() => goTo(place.key))}>
                    {t(`nav.${place.key}`)}
                  </Button>
                ))}
              <div className="account-switches">
                <LanguageSwitch />
                <ThemeSwitch />
              </div>
            </>
          ) : (
            <Button type="text" block icon={<QuestionCircleOutlined />} onClick={closing(onHelp)}>
              {t('bar.shortcuts')}
            </Button>
          )}
          <Button type="text" block icon={<LogoutOutlined />} onClick={signOut} data-testid="sign-out">
            {t('bar.signOut')}
          </Button>
        </div>
      }
    >
      <button
        type="button"
        className="account-button"
        aria-label={`${t('bar.account')}: ${user.name}`}
        aria-expanded={isOpen}
        data-testid="account-menu"
      >
        {[...user.name][0]?.toUpperCase() ?? '?'}
      </button>
    </Popover>
  );
}
