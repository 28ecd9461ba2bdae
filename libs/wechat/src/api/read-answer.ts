import { ruleOfCode } from '../errors/error-codes';
import { WechatError } from '../errors/wechat-error';
import { asInteger, asObject, asText, type WireObject } from '../wire/wire-fields';
import { parseWireJson } from '../wire/wire-json';
import type { HttpAnswer } from './http-door';
import { nextBeijingDay, nextMinute } from './platform-time';

/** An answer of the platform that says yes. */
export interface WechatAnswer {
  /** Ids of 16 digits and more are text. */
  json: WireObject;
  /** The answer exactly as it came. */
  raw: string;
}

const PLATFORM_MESSAGE_LIMIT = 200;

/** The answer itself, or throws the WechatError that it means. */
export function readAnswer({ status, text }: HttpAnswer, path: string, now: Date): WechatAnswer {
  if (status === 403) throw new WechatError({ kind: 'ip_not_allowed', path, permanent: true, httpStatus: status });
  const json = readJson(text);
  const errcode = json?.['errcode'];
  const code = errcode === undefined ? 0 : asInteger(errcode);
  if (json && code) throw refusal(code, json, path, status, now);
  if (status !== 200) throw statusError(status, path);
  if (!json || code === undefined) {
    throw new WechatError({ kind: 'unreadable', path, permanent: false, httpStatus: status });
  }
  return { json, raw: text };
}

function readJson(text: string): WireObject | undefined {
  try {
    return asObject(parseWireJson(text));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function refusal(code: number, json: WireObject, path: string, httpStatus: number, now: Date): WechatError {
  const rule = ruleOfCode(code);
  const errmsg = asText(json['errmsg']);
  return new WechatError({
    kind: rule.kind,
    permanent: rule.permanent,
    code,
    path,
    httpStatus,
    ...(errmsg && { platformMessage: errmsg.slice(0, PLATFORM_MESSAGE_LIMIT) }),
    ...ridIn(errmsg),
    ...retryTime(rule, now),
  });
}

function statusError(httpStatus: number, path: string): WechatError {
  const isPassing = httpStatus >= 500 || httpStatus === 429;
  return new WechatError({ kind: isPassing ? 'busy' : 'other', path, permanent: false, httpStatus });
}

/** The request id stands inside the text of the message. */
function ridIn(errmsg: string | undefined): { rid?: string } {
  const rid = /rid:\s*([\da-f-]{8,64})/i.exec(errmsg ?? '')?.[1];
  return rid ? { rid } : {};
}

function retryTime({ kind, waitSeconds }: ReturnType<typeof ruleOfCode>, now: Date): { retryAt?: Date } {
  if (kind === 'quota_minute') return { retryAt: nextMinute(now) };
  if (kind === 'quota_day') return { retryAt: nextBeijingDay(now) };
  return waitSeconds === undefined ? {} : { retryAt: new Date(now.getTime() + waitSeconds * 1000) };
}
