// SPDX-License-Identifier: Apache-2.0
// Away to the provider and back.  What the sign-in was begun for is remembered in this tab only; what
// proves that it was begun here is in a cookie that no script reads.
import { api, csrf, take } from './client';
import type { Session } from './types';

export const oidcCallback = '/oidc/callback';
const purpose_key = 'genbo.oidc';

export type OidcPurpose = 'sign_in' | 'link';

export async function goToProvider(purpose: OidcPurpose): Promise<void> {
  const start = purpose === 'link'
    ? await take(api.POST('/session/oidc/link/start', { params: { header: csrf() } }))
    : await take(api.POST('/session/oidc/start'));
  sessionStorage.setItem(purpose_key, purpose);
  location.assign(start.url);
}

export interface OidcReturn {
  purpose: OidcPurpose;
  answer: { code: string; state: string; iss: string | null } | null;
}

// Takes the answer out of the address, so that it stays in no history.
export function takeReturn(): OidcReturn {
  const query = new URLSearchParams(location.search);
  history.replaceState(null, '', oidcCallback);
  const purpose = sessionStorage.getItem(purpose_key) === 'link' ? 'link' : 'sign_in';
  sessionStorage.removeItem(purpose_key);
  const code = query.get('code');
  const state = query.get('state');
  return { purpose, answer: code && state ? { code, state, iss: query.get('iss') } : null };
}

export async function finishSignIn(answer: NonNullable<OidcReturn['answer']>): Promise<Session> {
  return take(api.POST('/session/oidc/finish', { body: answer }));
}

export async function finishLink(answer: NonNullable<OidcReturn['answer']>): Promise<void> {
  await take(api.POST('/session/oidc/link', { params: { header: csrf() }, body: answer }));
}
