// What stands before a number is matched instead of looked behind at: four times as fast.
const longIntegers = /[:[,\s](-?[1-9]\d{15,})(?=\s*(?:[,\]}]|$))/g;
const onlyALongInteger = /^-?[1-9]\d{15,}(?=\s*$)/;

/**
 * Parses JSON of the platform without damage to its 64-bit ids: an integer of 16 digits or more becomes text.
 * Everything else is what JSON.parse makes of it. Throws SyntaxError.
 */
export function parseWireJson(text: string): unknown {
  return JSON.parse(quoteLongIntegers(text));
}

function quoteLongIntegers(text: string): string {
  longIntegers.lastIndex = 0;
  let match = longIntegers.exec(text);
  if (!match) return text.replace(onlyALongInteger, '"$&"');
  let quoted = '';
  let copied = 0;
  let outsideUpTo = 0;
  for (; match; match = longIntegers.exec(text)) {
    const number = match[1] as string;
    const start = match.index + 1;
    // `outsideUpTo` is always a place outside of texts; each text that begins before the match is stepped over.
    let opening = text.indexOf('"', outsideUpTo);
    while (opening !== -1 && opening < start) {
      const closing = endOfText(text, opening);
      if (closing === -1) return text;
      outsideUpTo = closing + 1;
      opening = text.indexOf('"', outsideUpTo);
    }
    if (outsideUpTo > start) {
      longIntegers.lastIndex = outsideUpTo;
      continue;
    }
    quoted += `${text.slice(copied, start)}"${number}"`;
    copied = start + number.length;
    outsideUpTo = copied;
  }
  return quoted + text.slice(copied);
}

/** Index of the quote that closes the text opened at `opening`, -1 when it never closes. */
function endOfText(text: string, opening: number): number {
  let closing = text.indexOf('"', opening + 1);
  while (closing !== -1) {
    let before = closing - 1;
    while (text.charCodeAt(before) === 0x5c) before -= 1;
    if ((closing - before) % 2 === 1) return closing;
    closing = text.indexOf('"', closing + 1);
  }
  return -1;
}
