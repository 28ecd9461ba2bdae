import { parse } from 'lossless-json';

const mayHoldLongNumber = /[^"\d]\d{16}/;

/** JSON.parse, but a whole number of 16 and more digits comes as text and loses nothing. */
export function parseBigJson(text: string): unknown {
  if (!mayHoldLongNumber.test(text)) return JSON.parse(text);
  return parse(text, undefined, (digits) => (/^-?\d{16,}$/.test(digits) ? digits : Number(digits)));
}

const quotedId = /"(\w*_ids?(?:_str|_list)?|order_ids|product_ids)":("\d{16,19}"|\["\d{16,19}"(?:,"\d{16,19}")*\])/g;

/** The same JSON text with its long ids as bare numbers, which some answers of the platform carry. */
export const withBareIds = (json: string): string =>
  json.replace(quotedId, (_all, key: string, value: string) => `"${key}":${value.replaceAll('"', '')}`);
