// SPDX-License-Identifier: Apache-2.0
// Some acts want the person at the screen to show again who they are.  `proven` makes the call, and
// when the server asks for a proof it has the dialog ask the person, and makes the call once more.
import { ApiError } from './client';

export class ProofDeclined extends Error {}

interface Asked {
  given: () => void;
  declined: () => void;
}

let asked: Asked | null = null;
const listeners = new Set<() => void>();

function set(next: Asked | null): void {
  asked = next;
  for (const listener of listeners) listener();
}

export function onProofAsked(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function proofAsked(): Asked | null {
  return asked;
}

function ask(): Promise<void> {
  asked?.declined();
  return new Promise((given, declined) => {
    set({
      given: () => { set(null); given(); },
      declined: () => { set(null); declined(new ProofDeclined()); },
    });
  });
}

export async function proven<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof ApiError) || error.problem?.code !== 'server.proof_needed') throw error;
    await ask();
    return call();
  }
}
