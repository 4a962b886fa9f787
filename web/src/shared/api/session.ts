// SPDX-License-Identifier: Apache-2.0
// Who is signed in.  Null means nobody; every other error is an error.
import { useQuery, type QueryClient } from '@tanstack/react-query';

import { api, ApiError, rememberCsrf, take } from './client';
import { choosePurpose } from './purpose';
import type { Session } from './types';

export const sessionKey = ['session'];

async function readSession(): Promise<Session | null> {
  try {
    return keep(await take(api.GET('/session')));
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

export function keep(session: Session): Session {
  rememberCsrf(session.csrf);
  return session;
}

export function useSession(): { session: Session | null | undefined; error: unknown; retry: () => void } {
  const { data, error, refetch } = useQuery({ queryKey: sessionKey, queryFn: readSession, staleTime: Infinity });
  return { session: data, error, retry: () => void refetch() };
}

// After signing out, nothing of what was read stays in the page's memory.
export function forgetEverything(client: QueryClient): void {
  rememberCsrf('');
  choosePurpose(null);
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== sessionKey[0] });
  client.setQueryData(sessionKey, null);
}
