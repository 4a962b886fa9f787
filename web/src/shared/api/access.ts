// SPDX-License-Identifier: Apache-2.0
// What the person in front of the screen may do, and under which purposes.
import { useQuery } from '@tanstack/react-query';

import { api, take } from './client';
import type { MyAccess } from './types';

export const accessKey = ['access', 'mine'];

export function useMyAccess(): { access: MyAccess | undefined; may: (action: string) => boolean } {
  const { data } = useQuery({ queryKey: accessKey, queryFn: () => take(api.GET('/access/mine')), staleTime: 60_000 });
  return { access: data, may: (action) => data?.actions.includes(action) ?? false };
}
