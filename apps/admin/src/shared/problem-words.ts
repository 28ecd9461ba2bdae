import { ApiError } from '@zhanggui/api-client';
import { type ErrorCode, errorTexts } from '@zhanggui/contracts';
import type { TFunction } from 'i18next';

export interface ProblemWords {
  readonly title: string;
  readonly remedy: string;
  readonly requestId: string | undefined;
}

/** The server's sentence in the language of the screen; an unknown code keeps the sentence that came with it. */
export function sentenceOf(error: ApiError, language: string): string {
  const known = Object.hasOwn(errorTexts, error.code) ? errorTexts[error.code as ErrorCode] : undefined;
  return known ? known[language.startsWith('en') ? 'en' : 'zh'] : error.message || error.code;
}

/** What happened and what to do, for any error. */
export function problemWords(error: unknown, t: TFunction, language: string): ProblemWords {
  if (!(error instanceof ApiError))
    return { title: t('problem.brokenTitle'), remedy: t('problem.brokenRemedy'), requestId: undefined };
  const { requestId } = error;
  if (error.status === 0) return { title: t('problem.networkTitle'), remedy: t('problem.networkRemedy'), requestId };
  if (error.code === 'SCOPE_NEEDED')
    return { title: t('problem.scopeTitle'), remedy: t('problem.scopeRemedy'), requestId };
  if (error.code === 'NOT_FOUND')
    return { title: t('problem.missingTitle'), remedy: t('problem.missingRemedy'), requestId };
  const title = sentenceOf(error, language);
  const fields = error.details['fields'];
  if (error.status === 400 && Array.isArray(fields))
    return { title, remedy: t('problem.fields', { fields: fields.join(' · ') }), requestId };
  if (error.status >= 500) return { title: t('problem.brokenTitle'), remedy: title, requestId };
  return { title, remedy: t('problem.refusedRemedy'), requestId };
}
