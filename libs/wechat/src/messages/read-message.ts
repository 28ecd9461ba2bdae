import { asObject, asText, asTime, type WireObject } from '../wire/wire-fields';
import { parseWireJson } from '../wire/wire-json';
import { NotWireXml, parseWireXml } from '../wire/wire-xml';
import type { WechatMessage } from './wechat-message';

/** An authentic push that cannot be parsed. Its text is worth keeping: the official examples have broken ones. */
export class UnreadableMessage extends Error {
  override readonly name = 'UnreadableMessage';
}

/** Reads a decrypted push. A self-run shop gets JSON and a service provider XML, told apart by the first character. */
export function readMessage(plaintext: string): WechatMessage {
  const fields = readFields(plaintext);
  return {
    toUserName: asText(fields['ToUserName']) ?? '',
    fromUserName: asText(fields['FromUserName']) ?? '',
    createTime: Math.floor((asTime(fields['CreateTime'])?.getTime() ?? 0) / 1000),
    msgType: asText(fields['MsgType']) ?? '',
    ...optional('event', asText(fields['Event'])),
    ...optional('infoType', asText(fields['InfoType'])),
    ...optional('appId', asText(fields['AppId'])),
    fields,
  };
}

function readFields(plaintext: string): WireObject {
  const fields = plaintext.trimStart().startsWith('<') ? readXml(plaintext) : asObject(readJson(plaintext));
  if (!fields) throw new UnreadableMessage('not an object');
  return fields;
}

function readXml(plaintext: string): WireObject {
  try {
    return parseWireXml(plaintext);
  } catch (error) {
    if (error instanceof NotWireXml) throw new UnreadableMessage('not the XML of a push', { cause: error });
    throw error;
  }
}

function readJson(plaintext: string): unknown {
  try {
    return parseWireJson(plaintext);
  } catch (error) {
    if (error instanceof SyntaxError) throw new UnreadableMessage('not JSON');
    throw error;
  }
}

function optional<Name extends string>(name: Name, value: string | undefined): { [key in Name]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { [key in Name]?: string });
}
