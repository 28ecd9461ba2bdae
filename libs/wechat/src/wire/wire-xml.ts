/** The text is not in the plain form of XML that the platform sends. */
export class NotWireXml extends Error {
  override readonly name = 'NotWireXml';
}

export type XmlValue = string | XmlFields | XmlValue[];
export interface XmlFields {
  [name: string]: XmlValue;
}

const MAX_DEPTH = 16;
const NAME = /[A-Za-z_][\w.-]*/y;
const ENTITY = /&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([\da-fA-F]{1,6}));|&/g;
const NAMED: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/**
 * Reads the plain form of XML that the platform pushes: nested elements without attributes, text and CDATA.
 * A declaration at the start is allowed; document types, further instructions and attributes are refused, so there are
 * no entities to expand but the five of XML itself. Repeated elements become a list and every value is text.
 */
export function parseWireXml(text: string): XmlFields {
  const reader = new XmlReader(text);
  const root = reader.document();
  return typeof root === 'string' ? {} : root;
}

class XmlReader {
  private at = 0;

  constructor(private readonly text: string) {}

  document(): string | XmlFields {
    if (this.text.charCodeAt(0) === 0xfeff) this.at = 1;
    this.skipBlank();
    if (this.text.startsWith('<?xml', this.at)) {
      this.at = this.after('?>');
      this.skipBlank();
    }
    if (this.text.charCodeAt(this.at) !== 0x3c) throw new NotWireXml('no root element');
    this.at += 1;
    const content = this.content(this.openingName(), 1);
    this.skipBlank();
    if (this.at !== this.text.length) throw new NotWireXml('text after the root element');
    return content;
  }

  /** The inside of the element `name` up to and with its closing tag; `at` stands behind the opening tag. */
  private content(name: string, depth: number): string | XmlFields {
    if (depth > MAX_DEPTH) throw new NotWireXml('nested too deeply');
    const { text } = this;
    let words = '';
    let fields: XmlFields | undefined;
    for (;;) {
      const next = text.indexOf('<', this.at);
      if (next === -1) throw new NotWireXml('element is not closed');
      if (next > this.at) words += unescapeText(text.slice(this.at, next));
      this.at = next + 1;
      const mark = text.charCodeAt(this.at);
      if (mark === 0x2f) {
        this.closing(name);
        return fields === undefined ? words : withoutWords(fields, words);
      }
      if (mark === 0x21) {
        words += this.cdata();
        continue;
      }
      const child = this.openingName();
      fields ??= {};
      add(fields, child, this.content(child, depth + 1));
    }
  }

  private openingName(): string {
    const name = this.name();
    if (this.text[this.at] !== '>') throw new NotWireXml('attributes and empty tags are not used');
    this.at += 1;
    return name;
  }

  private closing(name: string): void {
    const from = this.at + 1;
    const to = from + name.length;
    if (!this.text.startsWith(name, from) || this.text[to] !== '>') throw new NotWireXml('closing tag does not fit');
    this.at = to + 1;
  }

  private cdata(): string {
    if (!this.text.startsWith('![CDATA[', this.at)) throw new NotWireXml('only elements, text and CDATA are used');
    const from = this.at + 8;
    this.at = this.after(']]>');
    return this.text.slice(from, this.at - 3);
  }

  private name(): string {
    NAME.lastIndex = this.at;
    const match = NAME.exec(this.text);
    if (!match || match[0] === '__proto__') throw new NotWireXml('element name');
    this.at = NAME.lastIndex;
    return match[0];
  }

  private after(mark: string): number {
    const found = this.text.indexOf(mark, this.at);
    if (found === -1) throw new NotWireXml(`${mark} is missing`);
    return found + mark.length;
  }

  private skipBlank(): void {
    while (this.at < this.text.length && isBlank(this.text.charCodeAt(this.at))) this.at += 1;
  }
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

function withoutWords(fields: XmlFields, words: string): XmlFields {
  if (words.trim() !== '') throw new NotWireXml('text beside elements');
  return fields;
}

function add(fields: XmlFields, name: string, value: XmlValue): void {
  if (!Object.hasOwn(fields, name)) {
    fields[name] = value;
    return;
  }
  const former = fields[name];
  if (Array.isArray(former)) former.push(value);
  else fields[name] = [former as XmlValue, value];
}

function unescapeText(words: string): string {
  if (!words.includes('&')) return words;
  return words.replace(ENTITY, (all, named?: string, decimal?: string, hex?: string) => {
    if (named) return NAMED[named] as string;
    const code = decimal ? Number.parseInt(decimal, 10) : Number.parseInt(hex ?? 'x', 16);
    if (!(code > 0 && code <= 0x10ffff)) throw new NotWireXml(`entity ${all}`);
    return String.fromCodePoint(code);
  });
}
