import type { Problem } from '@zhanggui/api-client';

/** The server's own sentences, in the language of the screen. */
export const problemSentence = (problem: Problem, language: string): string =>
  language.startsWith('en') ? problem.en : problem.zh;

export const problemRemedy = (problem: Problem, language: string): string =>
  language.startsWith('en') ? problem.remedyEn : problem.remedyZh;
