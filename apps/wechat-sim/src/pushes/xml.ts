import { BareNumber } from './bare-number';

/** Elements named like the JSON form; arrays repeat their element; text is CDATA, digits stand bare. */
export function toXml(fields: Record<string, unknown>, root = 'xml'): string {
  return element(root, fields);
}

function element(name: string, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map((one) => element(name, one)).join('');
  return `<${name}>${content(value)}</${name}>`;
}

function content(value: unknown): string {
  if (value instanceof BareNumber) return value.digits;
  if (typeof value === 'object') {
    return Object.entries(value as Record<string, unknown>)
      .map(([name, inner]) => element(name, inner))
      .join('');
  }
  const text = String(value);
  return typeof value === 'number' || /^\d+$/.test(text)
    ? text
    : `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}
