/** The part of a keyboard event that decides. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** A shortcut as people write it: 'j', '?', 'g o', 'mod+k' (Ctrl or Cmd), 'escape'. */
export type Shortcut = string;

/** How long the second key of a jump may take. */
export const jumpMs = 1200;

const nameOf = (press: KeyPress): string => {
  const key = press.key.toLowerCase();
  return press.ctrlKey || press.metaKey ? `mod+${key}` : key;
};

/** What has been typed so far; kept by the caller between presses. */
export interface KeyMemory {
  readonly key: string;
  readonly at: number;
}

export interface KeyMatch {
  readonly shortcut: Shortcut | undefined;
  readonly memory: KeyMemory | undefined;
}

/** Which of the shortcuts a press completes, and what to remember for the next press. */
export function matchShortcut(
  shortcuts: readonly Shortcut[],
  press: KeyPress,
  at: number,
  memory: KeyMemory | undefined,
): KeyMatch {
  if (press.altKey) return { shortcut: undefined, memory: undefined };
  const name = nameOf(press);
  const pair = memory && at - memory.at <= jumpMs ? `${memory.key} ${name}` : undefined;
  if (pair && shortcuts.includes(pair)) return { shortcut: pair, memory: undefined };
  if (shortcuts.some((shortcut) => shortcut.startsWith(`${name} `)))
    return { shortcut: undefined, memory: { key: name, at } };
  return { shortcut: shortcuts.includes(name) ? name : undefined, memory: undefined };
}

interface Target {
  readonly tagName?: string;
  readonly isContentEditable?: boolean;
  readonly type?: string;
}

const typelessInputs = new Set(['button', 'checkbox', 'radio', 'submit', 'reset']);

/** Whether the person is writing, so that letters are letters. */
export function isWriting(target: Target | null): boolean {
  if (!target) return false;
  if (target.isContentEditable) return true;
  if (target.tagName === 'INPUT') return !typelessInputs.has(target.type ?? 'text');
  return target.tagName === 'TEXTAREA' || target.tagName === 'SELECT';
}

/** Shortcuts that work while writing as well. */
export const worksWhileWriting = (shortcut: Shortcut): boolean => shortcut.startsWith('mod+') || shortcut === 'escape';
