import { createContext, type ReactNode, useContext, useMemo } from 'react';
import type { ThemeMode } from '../theme/theme';
import { uiTextEn } from './text-en';
import { type UiText, uiTextZh } from './text-zh';

export interface UiSettings {
  readonly language: string;
  readonly mode: ThemeMode;
  readonly motion: boolean;
}

interface Ui extends UiSettings {
  readonly text: UiText;
}

const UiContext = createContext<Ui>({ language: 'zh-CN', mode: 'light', motion: true, text: uiTextZh });

/** Gives the building blocks their language and theme. */
export function UiProvider({ language, mode, motion, children }: UiSettings & { children: ReactNode }) {
  const ui = useMemo(
    () => ({ language, mode, motion, text: language.startsWith('en') ? uiTextEn : uiTextZh }),
    [language, mode, motion],
  );
  return <UiContext value={ui}>{children}</UiContext>;
}

export const useUi = (): Ui => useContext(UiContext);

/** Puts values into a sentence: fill('Page {page}', { page: 3 }). */
export const fill = (sentence: string, values: Readonly<Record<string, string | number>>): string =>
  sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
