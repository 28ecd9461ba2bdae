import { explainWechatError, WechatError } from '@zhanggui/wechat';
import type { ProblemDto } from './dto/store.dto';

/** What went wrong with the platform, in sentences for people, as it is kept beside the store or the work. */
export function problemOf(error: unknown, now: Date): ProblemDto {
  if (error instanceof WechatError) {
    const { zh, en, remedy } = explainWechatError(error);
    return { zh, en, remedyZh: remedy.zh, remedyEn: remedy.en, errcode: error.code ?? null, at: now.toISOString() };
  }
  return {
    zh: '处理时出现意外错误。',
    en: 'Something unexpected went wrong.',
    remedyZh: '可以重试；如果仍然失败，请把此记录发给客服。',
    remedyEn: 'Try again; if it fails again, send this record to support.',
    errcode: null,
    at: now.toISOString(),
  };
}
