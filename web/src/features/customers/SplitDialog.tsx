// SPDX-License-Identifier: Apache-2.0
import { Checkbox, Stack, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { api, csrf, ifMatch, take } from '@/shared/api/client';
import { useIntent } from '@/shared/api/intent';
import type { Customer, Member } from '@/shared/api/types';
import { useText } from '@/shared/i18n/i18n';
import { Confirm } from '@/shared/ui/Confirm';
import { showToast } from '@/shared/ui/toast';

interface DialogProps {
  customer: Customer;
  opened: boolean;
  onClose: () => void;
  onMoved: (number: string) => void;
}

export function SplitDialog({ customer, opened, onClose, onMoved }: DialogProps): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const intent = useIntent();
  const [leaving, setLeaving] = useState<string[]>([]);
  const [reason, setReason] = useState('');
  const split = useMutation({
    mutationFn: () => {
      const body = { record_ids: leaving.map(Number), reason: reason.trim() };
      return take(api.POST('/customers/{number}/split', {
        params: { path: { number: customer.number }, header: { ...csrf(), ...intent.header(body), ...ifMatch(customer.version) } }, body,
      }));
    },
    onSuccess: ({ number, others }) => {
      intent.done();
      showToast(text('customer.split_done', { numbers: others.join(', ') }));
      setLeaving([]);
      setReason('');
      onClose();
      void client.invalidateQueries();
      onMoved(number);
    },
  });
  return (
    <Confirm
      opened={opened} onClose={onClose} title={text('customer.split_title')} hint={text('customer.split_hint')} action={text('customer.split')}
      ready={leaving.length > 0 && leaving.length < customer.members.length && reason.trim() !== ''} busy={split.isPending} error={split.error} onDo={() => split.mutate()}
    >
      <Checkbox.Group label={text('customer.split_pick')} value={leaving} onChange={setLeaving}>
        <Stack gap={8} mt={6}>
          {customer.members.map((member) => (
            <Checkbox key={member.record_id} value={String(member.record_id)} label={`${member.source} · ${member.source_key} — ${gist(member)}`} />
          ))}
        </Stack>
      </Checkbox.Group>
      <Textarea label={text('common.reason')} description={text('common.reason_hint')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} maxLength={500} rows={2} required withAsterisk={false} />
    </Confirm>
  );
}

// Enough of a record to tell it from the others: the first few values that speak of a person.
export function gist(member: Member): string {
  return member.values.filter((each) => each.field !== 'source_key' && each.raw.trim() !== '').slice(0, 3).map((each) => each.raw).join(' / ');
}
