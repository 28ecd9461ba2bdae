import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en';
import { zh } from './zh';

export const languages = ['zh-CN', 'en-US'] as const;
export type Language = (typeof languages)[number];

/** The nearest language that we have; Chinese when in doubt. */
export const asLanguage = (text: string | null | undefined): Language => (text?.startsWith('en') ? 'en-US' : 'zh-CN');

export async function startI18n(language: Language): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { 'zh-CN': { translation: zh }, 'en-US': { translation: en } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
}

export { i18next };
