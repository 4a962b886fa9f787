// SPDX-License-Identifier: Apache-2.0
// An Idempotency-Key belongs to what a person meant to do, not to one attempt: a retry after a lost
// answer sends the same key and so gets the first answer.  A changed request is another intent.
import { useRef } from 'react';

export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export interface Intent {
  header: (request: unknown) => { 'Idempotency-Key': string };
  done: () => void;
}

export function makeIntent(): Intent {
  let last: { text: string; key: string } | null = null;
  return {
    header(request) {
      const text = JSON.stringify(request);
      if (last === null || last.text !== text) last = { text, key: newKey() };
      return { 'Idempotency-Key': last.key };
    },
    done() {
      last = null;
    },
  };
}

export function useIntent(): Intent {
  const intent = useRef<Intent | null>(null);
  intent.current ??= makeIntent();
  return intent.current;
}
