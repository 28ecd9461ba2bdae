import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { antdTheme, UiProvider, useMedia } from '@zhanggui/ui';
import { App as AntdApp, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import dayjs from 'dayjs';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { asLanguage } from './i18n/i18n';
import { router } from './router';
import { queryClient } from './shared/api';
import { useThemeMode } from './shared/preferences';
import 'dayjs/locale/zh-cn';

export function Admin() {
  const { i18n } = useTranslation();
  const language = asLanguage(i18n.language);
  const mode = useThemeMode();
  const motion = !useMedia('(prefers-reduced-motion: reduce)');
  const theme = useMemo(() => antdTheme(mode, { motion }), [mode, motion]);
  dayjs.locale(language === 'zh-CN' ? 'zh-cn' : 'en');
  return (
    <ConfigProvider locale={language === 'zh-CN' ? zhCN : enUS} theme={theme} button={{ autoInsertSpace: false }}>
      <UiProvider language={language} mode={mode} motion={motion}>
        <AntdApp>
          <QueryClientProvider client={queryClient}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </AntdApp>
      </UiProvider>
    </ConfigProvider>
  );
}
