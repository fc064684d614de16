import type { Language } from './api';

/**
 * The language to begin with: the one that the reader chose here before, else the browser's. Of the browser's the first that the page has counts; a
 * reader of neither gets English, and one whose browser names none the language of the trade.
 */
export function firstLanguage(chosen: string | null, browsers: readonly string[]): Language {
  if (chosen === 'zh-CN' || chosen === 'en') {
    return chosen;
  }
  const known = browsers.map((b) => b.toLowerCase().split('-')[0]).find((b) => b === 'zh' || b === 'en');
  return known === 'zh' || browsers.length === 0 ? 'zh-CN' : 'en';
}
