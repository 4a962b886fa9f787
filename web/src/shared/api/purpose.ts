// SPDX-License-Identifier: Apache-2.0
// What the data are looked at for: chosen at the top of the page, sent with every request.  Kept in
// memory only; nothing chosen means the usual purpose of one's role.
import { useSyncExternalStore } from 'react';

let chosen: string | null = null;
const listeners = new Set<() => void>();

export function currentPurpose(): string | null {
  return chosen;
}

export function choosePurpose(name: string | null): void {
  chosen = name;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function usePurpose(): string | null {
  return useSyncExternalStore(subscribe, currentPurpose);
}
