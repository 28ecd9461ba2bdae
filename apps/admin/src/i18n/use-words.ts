import { useTranslation } from 'react-i18next';
import type { zh } from './zh';

type Groups<T, Prefix extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? never : `${Prefix}${K}` | Groups<T[K], `${Prefix}${K}.`>;
}[keyof T & string];

/** A group of words, such as 'orders.state'. */
export type WordGroup = Groups<typeof zh>;

/** Finds the word for a value of the server. One that we do not know is shown as it came. */
export function useWords() {
  const { i18n } = useTranslation();
  return (group: WordGroup, value: string | number): string => {
    // Values may contain dots ('order.read'), which are part of the key and not a path.
    const found: unknown = i18n.getResource(i18n.language, 'translation', group);
    const words = typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : {};
    const word = Object.hasOwn(words, String(value)) ? words[String(value)] : undefined;
    return typeof word === 'string' ? word : String(value);
  };
}

export type FindWord = ReturnType<typeof useWords>;
