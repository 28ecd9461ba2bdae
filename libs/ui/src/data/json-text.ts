export type JsonTokenKind = 'key' | 'text' | 'number' | 'word' | 'mark' | 'space';
export interface JsonToken {
  readonly kind: JsonTokenKind;
  readonly text: string;
}

const pattern = /"(?:\\.|[^"\\])*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\]:,]/y;

/**
 * Lays out JSON over lines without reading its values: an id of nineteen digits stays as it came, which parsing would
 * round. Anything that is not JSON (a push in XML) comes back undefined and is shown as it is.
 */
export function layOutJson(source: string): JsonToken[] | undefined {
  const raw = split(source);
  if (!raw) return undefined;
  const tokens: JsonToken[] = [];
  let depth = 0;
  const line = () => tokens.push({ kind: 'space', text: `\n${'  '.repeat(depth)}` });
  raw.forEach((text, i) => {
    const next = raw[i + 1];
    if (text === '{' || text === '[') {
      tokens.push({ kind: 'mark', text });
      const isEmpty = next === '}' || next === ']';
      if (!isEmpty) {
        depth += 1;
        line();
      }
    } else if (text === '}' || text === ']') {
      const before = raw[i - 1];
      if (before !== '{' && before !== '[') {
        depth = Math.max(0, depth - 1);
        line();
      }
      tokens.push({ kind: 'mark', text });
    } else if (text === ',') {
      tokens.push({ kind: 'mark', text });
      line();
    } else if (text === ':') {
      tokens.push({ kind: 'mark', text: ': ' });
    } else {
      tokens.push({ kind: kindOf(text, next), text });
    }
  });
  return tokens;
}

function split(source: string): string[] | undefined {
  const trimmed = source.trim();
  if (!trimmed.startsWith('{') && !trimmed.startsWith('[')) return undefined;
  const parts: string[] = [];
  let at = 0;
  while (at < trimmed.length) {
    if (/\s/.test(trimmed[at]!)) {
      at += 1;
      continue;
    }
    pattern.lastIndex = at;
    const match = pattern.exec(trimmed);
    if (!match) return undefined;
    parts.push(match[0]);
    at = pattern.lastIndex;
  }
  return parts;
}

function kindOf(text: string, next: string | undefined): JsonTokenKind {
  if (text.startsWith('"')) return next === ':' ? 'key' : 'text';
  return /^[-\d]/.test(text) ? 'number' : 'word';
}
