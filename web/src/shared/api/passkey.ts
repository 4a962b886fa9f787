// SPDX-License-Identifier: Apache-2.0
// The browser's side of passkeys: options in, what the authenticator answered out, in base64url.
import { api, csrf, take } from './client';
import type { RecoveryCodes, Session } from './types';

// Where the browser can do it at all: https or localhost, and not by a bare address.
export function canUsePasskeys(): boolean {
  return window.isSecureContext && 'PublicKeyCredential' in window && !/^[\d.]+$|^\[/.test(location.hostname);
}

export class PasskeyDeclined extends Error {}

export function toBase64url(bytes: ArrayBuffer): string {
  let text = '';
  for (const byte of new Uint8Array(bytes)) text += String.fromCharCode(byte);
  return btoa(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

export function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(plain, (each) => each.charCodeAt(0));
}

// A person who closes the browser's own dialog has declined; the browser says no more about why.
async function asked<T>(answer: Promise<T | null>): Promise<T> {
  try {
    const given = await answer;
    if (given !== null) return given;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
  throw new PasskeyDeclined();
}

export async function signInWithPasskey(): Promise<Session> {
  const wanted = await take(api.POST('/session/passkey/challenge'));
  const credential = (await asked(navigator.credentials.get({
    publicKey: { challenge: fromBase64url(wanted.challenge), rpId: wanted.rp_id, userVerification: 'required', timeout: 120_000 },
  }))) as PublicKeyCredential;
  const answer = credential.response as AuthenticatorAssertionResponse;
  return take(api.POST('/session/passkey', {
    body: {
      id: toBase64url(credential.rawId),
      client_data: toBase64url(answer.clientDataJSON),
      authenticator_data: toBase64url(answer.authenticatorData),
      signature: toBase64url(answer.signature),
      user_handle: answer.userHandle ? toBase64url(answer.userHandle) : null,
    },
  }));
}

export async function makePasskey(label: string): Promise<RecoveryCodes> {
  const offer = await take(api.POST('/session/passkeys/offer', { params: { header: csrf() } }));
  const credential = (await asked(navigator.credentials.create({
    publicKey: {
      challenge: fromBase64url(offer.challenge),
      rp: { id: offer.rp_id, name: 'Genbo' },
      user: { id: fromBase64url(offer.user_handle), name: offer.user_name, displayName: offer.user_label },
      pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: 'public-key' as const, alg })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      attestation: 'none',
      excludeCredentials: offer.known.map((id) => ({ type: 'public-key' as const, id: fromBase64url(id) })),
      timeout: 120_000,
    },
  }))) as PublicKeyCredential;
  const made = credential.response as AuthenticatorAttestationResponse;
  return take(api.POST('/session/passkeys', {
    params: { header: csrf() },
    body: { label, client_data: toBase64url(made.clientDataJSON), attestation_object: toBase64url(made.attestationObject) },
  }));
}
