// SPDX-License-Identifier: Apache-2.0
// Which language the console speaks.  Japanese until somebody chooses otherwise on this machine.
export type Language = 'ja' | 'en';

const kept = 'genbo.language';
let language: Language = read();
const listeners = new Set<() => void>();

function read(): Language {
  try {
    return localStorage.getItem(kept) === 'en' ? 'en' : 'ja';
  } catch {
    return 'ja';
  }
}

export function currentLanguage(): Language {
  return language;
}

export function chooseLanguage(next: Language): void {
  language = next;
  try {
    localStorage.setItem(kept, next);
  } catch {
    // Storage is closed in some private windows; the choice then lasts as long as the page.
  }
  for (const listener of listeners) listener();
}

export function onLanguageChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
