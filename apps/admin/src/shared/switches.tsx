import { DesktopOutlined, MoonOutlined, SunOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { chooseLanguage, otherLanguage, themeChoice, useNextTheme } from './preferences';
import { useStored } from './stored';

const icons = { light: <SunOutlined />, dark: <MoonOutlined />, system: <DesktopOutlined /> };

/** To the other language, named in that language. */
export function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  const other = otherLanguage(i18n.language);
  return (
    <Tooltip title={t('bar.language')}>
      <Button
        type="text"
        onClick={() => chooseLanguage(other)}
        aria-label={t('bar.language')}
        data-testid="language-switch"
        data-value={i18n.language}
      >
        {other === 'en-US' ? 'EN' : '中'}
      </Button>
    </Tooltip>
  );
}

/** Light, dark, and as the system has it. */
export function ThemeSwitch() {
  const { t } = useTranslation();
  const choice = useStored(themeChoice);
  const next = useNextTheme();
  const label = t('bar.themeSwitch', { mode: t(`bar.theme.${choice}`) });
  return (
    <Tooltip title={label}>
      <Button
        type="text"
        icon={icons[choice]}
        onClick={() => themeChoice.set(next)}
        aria-label={label}
        data-testid="theme-switch"
        data-value={choice}
      />
    </Tooltip>
  );
}
