import { NotWireXml, parseWireXml } from '../wire/wire-xml';
import { CallbackRefused } from './callback-refused';

/** What a push shows before it is decrypted. None of it is proven yet. */
export interface OuterBody {
  format: 'json' | 'xml';
  /** The shop's gh_ id. */
  toUserName?: string;
  /** The service provider's appid, in its own events. */
  appId?: string;
  encrypt?: string;
}

const MAX_BODY_CHARS = 1_048_576;

/** Reads the outer form of a push, JSON or XML by its first character. Throws CallbackRefused('malformed'). */
export function readOuter(body: string): OuterBody {
  if (body.length > MAX_BODY_CHARS) throw new CallbackRefused('malformed');
  const format = formatOf(body);
  const fields = format === 'json' ? jsonFields(body) : xmlFields(body);
  return {
    format,
    ...optionalText('toUserName', fields['ToUserName']),
    ...optionalText('appId', fields['AppId']),
    ...optionalText('encrypt', fields['Encrypt']),
  };
}

function formatOf(body: string): 'json' | 'xml' {
  const start = body.trimStart()[0];
  if (start === '{') return 'json';
  if (start === '<') return 'xml';
  throw new CallbackRefused('malformed');
}

function jsonFields(body: string): Record<string, unknown> {
  try {
    return JSON.parse(body) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof SyntaxError) throw new CallbackRefused('malformed');
    throw error;
  }
}

function xmlFields(body: string): Record<string, unknown> {
  try {
    return parseWireXml(body);
  } catch (error) {
    if (error instanceof NotWireXml) throw new CallbackRefused('malformed');
    throw error;
  }
}

function optionalText<Name extends string>(name: Name, value: unknown): { [key in Name]?: string } {
  if (value === undefined || value === '') return {};
  if (typeof value !== 'string') throw new CallbackRefused('malformed');
  return { [name]: value.trim() } as { [key in Name]?: string };
}
