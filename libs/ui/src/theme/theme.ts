import { type ThemeConfig, theme } from 'antd';

export type ThemeMode = 'light' | 'dark';
export const tones = ['neutral', 'info', 'progress', 'attention', 'success', 'gift'] as const;
export type Tone = (typeof tones)[number];

interface Ink {
  readonly text: string;
  readonly wash: string;
}

/** The look of a well-kept ledger: paper, ink, jade for what is done and lacquer red for what needs a hand. */
export interface Palette {
  readonly paper: string;
  readonly surface: string;
  readonly raised: string;
  readonly sunken: string;
  readonly line: string;
  readonly lineStrong: string;
  readonly ink: string;
  readonly inkSoft: string;
  readonly inkFaint: string;
  readonly primary: string;
  readonly primaryHover: string;
  readonly primaryWash: string;
  readonly onPrimary: string;
  readonly seal: string;
  readonly chartNow: string;
  readonly chartBefore: string;
  readonly shadow: string;
  readonly tones: Readonly<Record<Tone, Ink>>;
}

export const palettes: Readonly<Record<ThemeMode, Palette>> = {
  light: {
    paper: '#f6f4ee',
    surface: '#fffefb',
    raised: '#ffffff',
    sunken: '#f0ede4',
    line: '#e6e1d5',
    lineStrong: '#cfc8b8',
    ink: '#1d2420',
    inkSoft: '#525b55',
    inkFaint: '#656d66',
    primary: '#17634c',
    primaryHover: '#1f7a5e',
    primaryWash: '#e4efe8',
    onPrimary: '#ffffff',
    seal: '#a83a2a',
    chartNow: '#2a7d62',
    chartBefore: '#b09d78',
    shadow: '0 12px 32px rgb(40 36 24 / 14%), 0 2px 6px rgb(40 36 24 / 8%)',
    tones: {
      neutral: { text: '#525b55', wash: '#efece3' },
      info: { text: '#2b5a86', wash: '#e6eef5' },
      progress: { text: '#835400', wash: '#f8eed8' },
      attention: { text: '#a3341f', wash: '#fae7e2' },
      success: { text: '#17634c', wash: '#e1eee7' },
      gift: { text: '#7a3a75', wash: '#f3e8f2' },
    },
  },
  dark: {
    paper: '#111412',
    surface: '#181c19',
    raised: '#1f2421',
    sunken: '#212723',
    line: '#29302b',
    lineStrong: '#3d463f',
    ink: '#e5e9e4',
    inkSoft: '#a9b2ab',
    inkFaint: '#8f9891',
    primary: '#58b795',
    primaryHover: '#76c9ac',
    primaryWash: '#1b2e26',
    onPrimary: '#0b1410',
    seal: '#e08470',
    chartNow: '#4fae8c',
    chartBefore: '#8d7f62',
    shadow: '0 12px 32px rgb(0 0 0 / 55%), 0 2px 6px rgb(0 0 0 / 40%)',
    tones: {
      neutral: { text: '#b3bbb5', wash: '#272d29' },
      info: { text: '#93bfe6', wash: '#1b2a37' },
      progress: { text: '#e0b45c', wash: '#322a18' },
      attention: { text: '#f09b89', wash: '#3a221d' },
      success: { text: '#70c9a8', wash: '#1a2f27' },
      gift: { text: '#d8a5d2', wash: '#332331' },
    },
  },
};

const fontFamily =
  "system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', 'Noto Sans CJK SC', 'WenQuanYi Zen Hei', sans-serif";
const fontFamilyCode = "ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace";

/** The tokens of every antd component; both themes are made of the same palette fields. */
export function antdTheme(mode: ThemeMode, options: { motion: boolean }): ThemeConfig {
  const p = palettes[mode];
  return {
    algorithm: mode === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      fontFamily,
      fontFamilyCode,
      fontSize: 13,
      borderRadius: 6,
      controlHeight: 30,
      motion: options.motion,
      wireframe: false,
      colorPrimary: p.primary,
      colorInfo: p.primary,
      colorLink: p.primary,
      colorLinkHover: p.primaryHover,
      colorSuccess: p.tones.success.text,
      colorWarning: p.tones.progress.text,
      colorError: p.tones.attention.text,
      colorText: p.ink,
      colorTextSecondary: p.inkSoft,
      colorTextTertiary: p.inkFaint,
      colorTextDescription: p.inkSoft,
      colorTextPlaceholder: p.inkFaint,
      colorBgLayout: p.paper,
      colorBgContainer: p.surface,
      colorBgElevated: p.raised,
      colorBorder: p.lineStrong,
      colorBorderSecondary: p.line,
      colorSplit: p.line,
      colorPrimaryBg: p.primaryWash,
      colorPrimaryBgHover: p.primaryWash,
      colorPrimaryBorder: p.lineStrong,
      colorSuccessBg: p.tones.success.wash,
      colorSuccessBorder: p.line,
      colorInfoBg: p.tones.info.wash,
      colorInfoBorder: p.line,
      colorWarningBg: p.tones.progress.wash,
      colorWarningBorder: p.line,
      colorErrorBg: p.tones.attention.wash,
      colorErrorBorder: p.line,
      controlItemBgActive: p.primaryWash,
      controlItemBgHover: p.sunken,
      boxShadowSecondary: p.shadow,
    },
    components: {
      Button: { primaryColor: p.onPrimary, primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none' },
      Segmented: { itemSelectedBg: p.raised, trackBg: p.sunken },
      Tooltip: { colorBgSpotlight: mode === 'dark' ? p.lineStrong : p.ink },
    },
  };
}

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The same palette as custom properties for the style sheet. */
export function themeVariables(mode: ThemeMode): Record<string, string> {
  const { tones: inks, ...plain } = palettes[mode];
  const variables: Record<string, string> = { '--zg-font': fontFamily, '--zg-font-code': fontFamilyCode };
  for (const [name, value] of Object.entries(plain)) variables[`--zg-${kebab(name)}`] = value;
  for (const tone of tones) {
    variables[`--zg-${tone}`] = inks[tone].text;
    variables[`--zg-${tone}-wash`] = inks[tone].wash;
  }
  return variables;
}

/** Paints the document in a theme, before and outside of React. */
export function applyTheme(mode: ThemeMode): void {
  const root = document.documentElement;
  root.dataset['theme'] = mode;
  root.style.colorScheme = mode;
  for (const [name, value] of Object.entries(themeVariables(mode))) root.style.setProperty(name, value);
}
