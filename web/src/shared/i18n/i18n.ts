// SPDX-License-Identifier: Apache-2.0
// Texts by key, `{name}` filled in.  Japanese is the source: English has to hold the same keys,
// which the compiler checks; i18n.test.ts checks that the blanks agree too.
import { useSyncExternalStore } from 'react';

import { en } from './en/all';
import { ja } from './ja/all';
import { currentLanguage, onLanguageChange, type Language } from './language';

export type TextKey = keyof typeof ja;
export type Blanks = Record<string, string | number>;
export type Translate = (key: TextKey, blanks?: Blanks) => string;

export function translate(language: Language, key: TextKey, blanks: Blanks = {}): string {
  const text: string = (language === 'ja' ? ja : en)[key];
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(blanks[name] ?? whole));
}

// A text that may not be there, for names that the server makes up (levels, comparisons, roles).
export function translateMaybe(language: Language, key: string): string | null {
  return key in ja ? translate(language, key as TextKey) : null;
}

export function useLanguage(): Language {
  return useSyncExternalStore(onLanguageChange, currentLanguage, currentLanguage);
}

export function useText(): Translate {
  const language = useLanguage();
  return (key, blanks) => translate(language, key, blanks);
}
