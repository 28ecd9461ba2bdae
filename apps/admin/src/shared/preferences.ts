import { applyTheme, type ThemeMode, useMedia } from '@zhanggui/ui';
import { useEffect } from 'react';
import { asLanguage, i18next, type Language } from '../i18n/i18n';
import { stored, useStored } from './stored';

export const themeChoices = ['light', 'dark', 'system'] as const;
export type ThemeChoice = (typeof themeChoices)[number];

/** Null: the person has not chosen, so the account's language holds. */
export const languageChoice = stored<Language | null>(
  'language',
  (text) => (text ? asLanguage(text) : null),
  (value) => value,
);

export const themeChoice = stored<ThemeChoice>(
  'theme',
  (text) => themeChoices.find((choice) => choice === text) ?? 'system',
  (value) => value,
);

export const densityChoice = stored<'cosy' | 'compact'>(
  'density',
  (text) => (text === 'compact' ? 'compact' : 'cosy'),
  (value) => value,
);

export const navChoice = stored<'open' | 'narrow'>(
  'nav',
  (text) => (text === 'narrow' ? 'narrow' : 'open'),
  (value) => value,
);

const showLanguage = (language: Language) => {
  document.documentElement.lang = language;
  void i18next.changeLanguage(language);
};

export function chooseLanguage(language: Language): void {
  languageChoice.set(language);
  showLanguage(language);
}

/** The account's language, unless this browser's person chose another. */
export function followAccountLanguage(locale: string): void {
  if (languageChoice.get() === null) showLanguage(asLanguage(locale));
}

export const otherLanguage = (language: string): Language => (asLanguage(language) === 'zh-CN' ? 'en-US' : 'zh-CN');

/** Round the three choices, so that the first step away from the system's theme is one that is seen. */
export function nextTheme(choice: ThemeChoice, system: ThemeMode): ThemeChoice {
  if (choice === 'system') return system === 'dark' ? 'light' : 'dark';
  return choice === system ? 'system' : system;
}

const darkScreen = '(prefers-color-scheme: dark)';

const resolved = (choice: ThemeChoice, isDark: boolean): ThemeMode =>
  choice === 'system' ? (isDark ? 'dark' : 'light') : choice;

/** Paints the page before the first render, so that it never flashes in the other theme. */
export function paintFirst(): void {
  applyTheme(resolved(themeChoice.get(), window.matchMedia(darkScreen).matches));
}

export const useNextTheme = (): ThemeChoice =>
  nextTheme(useStored(themeChoice), useMedia(darkScreen) ? 'dark' : 'light');

export function useThemeMode(): ThemeMode {
  const mode = resolved(useStored(themeChoice), useMedia(darkScreen));
  useEffect(() => applyTheme(mode), [mode]);
  return mode;
}
