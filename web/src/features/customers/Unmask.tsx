// SPDX-License-Identifier: Apache-2.0
// A value that is shown masked, and the way to see it: with a reason, for a few minutes.
import { Button, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { useMyAccess } from '@/shared/api/access';
import { api, csrf, take } from '@/shared/api/client';
import type { GoldenField } from '@/shared/api/types';
import { useText } from '@/shared/i18n/i18n';
import { Confirm } from '@/shared/ui/Confirm';
import { showToast } from '@/shared/ui/toast';

export function Unmask({ number, field }: { number: string; field: GoldenField }): React.JSX.Element | null {
  const text = useText();
  const client = useQueryClient();
  const { may } = useMyAccess();
  const [opened, setOpened] = useState(false);
  const [reason, setReason] = useState('');
  const name = field.custom_name ?? field.label;
  const show = useMutation({
    mutationFn: () => take(api.POST('/customers/{number}/unmask', {
      params: { path: { number }, header: csrf() },
      body: { field: field.field, custom_name: field.custom_name ?? null, reason: reason.trim() },
    })),
    onSuccess: () => {
      setOpened(false);
      setReason('');
      showToast(text('access.unmask_done'));
      void client.invalidateQueries({ queryKey: ['customer'] });
    },
  });
  if (!may('unmask')) return null;
  return (
    <>
      <Button size="compact-xs" variant="subtle" onClick={() => setOpened(true)} aria-label={text('access.unmask_title', { field: name })}>{text('access.unmask')}</Button>
      <Confirm
        opened={opened} onClose={() => setOpened(false)} title={text('access.unmask_title', { field: name })} hint={text('access.unmask_hint')} action={text('access.unmask').replace('…', '')}
        ready={reason.trim().length >= 4} busy={show.isPending} error={show.error} onDo={() => show.mutate()}
      >
        <Textarea label={text('common.reason')} description={text('common.reason_hint')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} maxLength={500} rows={2} required withAsterisk={false} data-autofocus />
      </Confirm>
    </>
  );
}
