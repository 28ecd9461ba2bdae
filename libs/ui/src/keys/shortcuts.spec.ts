import { describe, expect, it } from 'vitest';
import { isWriting, jumpMs, matchShortcut, worksWhileWriting } from './shortcuts';

const press = (key: string, more: object = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...more });
const all = ['j', 'k', '?', '/', 'g o', 'g h', 'mod+k', 'escape'];

describe('matchShortcut', () => {
  it('knows single keys, and Ctrl or Cmd alike', () => {
    expect(matchShortcut(all, press('j'), 0, undefined).shortcut).toBe('j');
    expect(matchShortcut(all, press('?'), 0, undefined).shortcut).toBe('?');
    expect(matchShortcut(all, press('k', { ctrlKey: true }), 0, undefined).shortcut).toBe('mod+k');
    expect(matchShortcut(all, press('k', { metaKey: true }), 0, undefined).shortcut).toBe('mod+k');
    expect(matchShortcut(all, press('Escape'), 0, undefined).shortcut).toBe('escape');
  });
  it('waits for the second key of a jump', () => {
    const first = matchShortcut(all, press('g'), 100, undefined);
    expect(first).toEqual({ shortcut: undefined, memory: { key: 'g', at: 100 } });
    expect(matchShortcut(all, press('o'), 600, first.memory).shortcut).toBe('g o');
    expect(matchShortcut(all, press('o'), 101 + jumpMs, first.memory).shortcut).toBeUndefined();
  });
  it('forgets a jump that was not completed', () => {
    const first = matchShortcut(all, press('g'), 0, undefined);
    const second = matchShortcut(all, press('j'), 100, first.memory);
    expect(second).toEqual({ shortcut: 'j', memory: undefined });
  });
  it('leaves Alt to the browser and unknown keys alone', () => {
    expect(matchShortcut(all, press('j', { altKey: true }), 0, undefined).shortcut).toBeUndefined();
    expect(matchShortcut(all, press('x'), 0, undefined).shortcut).toBeUndefined();
  });
});

it('knows when a person is writing', () => {
  expect(isWriting({ tagName: 'INPUT', type: 'text' })).toBe(true);
  expect(isWriting({ tagName: 'INPUT', type: 'checkbox' })).toBe(false);
  expect(isWriting({ tagName: 'TEXTAREA' })).toBe(true);
  expect(isWriting({ tagName: 'DIV', isContentEditable: true })).toBe(true);
  expect(isWriting({ tagName: 'A' })).toBe(false);
  expect(isWriting(null)).toBe(false);
  expect(worksWhileWriting('mod+k')).toBe(true);
  expect(worksWhileWriting('j')).toBe(false);
});
