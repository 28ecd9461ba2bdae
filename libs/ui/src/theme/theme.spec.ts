import { describe, expect, it } from 'vitest';
import { type Palette, palettes, themeVariables, tones } from './theme';

const channel = (hex: string, at: number) => {
  const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
  return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
};
const luminance = (hex: string) => 0.2126 * channel(hex, 1) + 0.7152 * channel(hex, 3) + 0.0722 * channel(hex, 5);
const contrast = (a: string, b: string) => {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
};

describe.each(Object.entries(palettes))('the %s palette', (_mode, p: Palette) => {
  const grounds = [p.paper, p.surface, p.raised, p.sunken];

  it.each(['ink', 'inkSoft', 'inkFaint', 'primary'] as const)('%s can be read on every ground (AA)', (name) => {
    for (const ground of grounds) expect(contrast(p[name], ground)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(tones)('the tone %s can be read on its wash and on every ground (AA)', (tone) => {
    const { text, wash } = p.tones[tone];
    for (const ground of [wash, p.paper, p.surface]) expect(contrast(text, ground)).toBeGreaterThanOrEqual(4.5);
  });

  it('a primary button can be read', () => {
    expect(contrast(p.onPrimary, p.primary)).toBeGreaterThanOrEqual(4.5);
  });

  it('chart colours stand out from the ground', () => {
    expect(contrast(p.chartNow, p.surface)).toBeGreaterThanOrEqual(3);
  });
});

it('both themes define the same variables', () => {
  expect(Object.keys(themeVariables('dark'))).toEqual(Object.keys(themeVariables('light')));
});
