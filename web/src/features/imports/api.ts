// SPDX-License-Identifier: Apache-2.0
// The calls that the import screens share.
import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

import { api, csrf, take } from '@/shared/api/client';
import type { Import, PreviewRequest, Upload } from '@/shared/api/types';
import { isGoing } from '@/shared/ui/ImportState';

export function previewUpload(upload_id: string, body: PreviewRequest): Promise<Upload> {
  return take(api.POST('/uploads/{upload_id}/preview', { params: { path: { upload_id }, header: csrf() }, body }));
}

const poll_ms = 700;

// Follows an import until it comes to rest; then everything that it may have changed is read anew.
export function useImport(id: number | null): UseQueryResult<Import> {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: ['import', id],
    queryFn: () => take(api.GET('/imports/{import_id}', { params: { path: { import_id: id! } } })),
    enabled: id !== null,
    refetchInterval: ({ state }) => (isGoing(state.data?.state) ? poll_ms : false),
  });
  const going = isGoing(query.data?.state);
  const was_going = useRef(false);
  useEffect(() => {
    if (was_going.current && !going)
      void client.invalidateQueries({ predicate: ({ queryKey }) => !['session', 'fields', 'import'].includes(String(queryKey[0])) });
    was_going.current = going;
  }, [going, client]);
  return query;
}
