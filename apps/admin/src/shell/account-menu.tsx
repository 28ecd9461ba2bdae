import { LogoutOutlined, QuestionCircleOutlined } from '@ant-design/icons';
import { usePhone } from '@zhanggui/ui';
import { Button, Popover } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWords } from '../i18n/use-words';
import { useUser } from '../shared/session';
import { LanguageSwitch, ThemeSwitch } from '../shared/switches';
import { useSignOut } from './use-sign-out';

export function AccountMenu({ onHelp }: { onHelp: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const user = useUser();
  const signOut = useSignOut();
  const isPhone = usePhone();
  const [isOpen, setOpen] = useState(false);
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
              {words('roles', user.role)} · {user.providerName}
            </span>
          </div>
          {isPhone ? (
            <div className="account-switches">
              <LanguageSwitch />
              <ThemeSwitch />
            </div>
          ) : (
            <Button
              type="text"
              block
              icon={<QuestionCircleOutlined />}
              onClick={() => {
                setOpen(false);
                onHelp();
              }}
            >
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
