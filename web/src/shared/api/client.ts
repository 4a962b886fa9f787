// SPDX-License-Identifier: Apache-2.0
// The one door to the server.  Paths, bodies and answers are typed by api/openapi.json; whatever is
// not a success becomes an ApiError that carries the server's problem text in the reader's language.
import createClient from 'openapi-fetch';

import { currentLanguage } from '@/shared/i18n/language';

import { currentPurpose } from './purpose';
import type { paths } from './schema';
import type { Problem } from './types';

export const apiBase = '/api/v1';

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem | null,
  ) {
    super(problem?.code ?? `http.${status}`);
    this.name = 'ApiError';
  }
}

export const api = createClient<paths>({ baseUrl: apiBase, credentials: 'same-origin' });

api.use({
  onRequest({ request }) {
    request.headers.set('Accept-Language', currentLanguage());
    const purpose = currentPurpose();
    if (purpose !== null && !request.headers.has('Genbo-Purpose')) request.headers.set('Genbo-Purpose', purpose);
    return request;
  },
});

export async function take<T>(
  answer: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  const { data, error, response } = await answer;
  if (!response.ok) throw new ApiError(response.status, asProblem(error));
  return data as T;
}

export function asProblem(body: unknown): Problem | null {
  if (typeof body !== 'object' || body === null) return null;
  return 'title' in body && 'code' in body ? (body as Problem) : null;
}

let csrfToken = '';

export function rememberCsrf(token: string): void {
  csrfToken = token;
}

export function csrf(): { 'X-Genbo-CSRF': string } {
  return { 'X-Genbo-CSRF': csrfToken };
}

export function ifMatch(version: string): { 'If-Match': string } {
  return { 'If-Match': `"${version}"` };
}
