// SPDX-License-Identifier: Apache-2.0
// Says that this customer and another are one.  The other's name is shown before anything is done,
// because a number read out over the telephone may be somebody else's.
import { Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { api, csrf, ifMatch, take } from '@/shared/api/client';
import { useIntent } from '@/shared/api/intent';
import type { Customer } from '@/shared/api/types';
import { useText } from '@/shared/i18n/i18n';
import { Confirm } from '@/shared/ui/Confirm';
import { showToast } from '@/shared/ui/toast';

interface DialogProps {
  customer: Customer;
  opened: boolean;
  onClose: () => void;
  onMoved: (number: string) => void;
}

export function MergeDialog({ customer, opened, onClose, onMoved }: DialogProps): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const intent = useIntent();
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const [wanted] = useDebouncedValue(typed.trim(), 200);

  const check = useQuery({
    queryKey: ['number-check', wanted],
    queryFn: () => take(api.POST('/numbers/check', { params: { header: csrf() }, body: { text: wanted } })),
    enabled: opened && wanted.length >= 10,
  });
  const other = wanted.length >= 10 ? check.data?.resolves_to ?? null : null;
  const found = useQuery({
    queryKey: ['customer', other],
    queryFn: () => take(api.GET('/customers/{number}', { params: { path: { number: other! } } })),
    enabled: other !== null,
  });
  const merge = useMutation({
    mutationFn: () => {
      const body = { other: other!, reason: reason.trim() };
      return take(api.POST('/customers/{number}/merge', {
        params: { path: { number: customer.number }, header: { ...csrf(), ...intent.header(body), ...ifMatch(customer.version) } }, body,
      }));
    },
    onSuccess: ({ number }) => {
      intent.done();
      showToast(text('customer.merge_done', { number }));
      setTyped('');
      setReason('');
      onClose();
      void client.invalidateQueries();
      onMoved(number);
    },
  });

  const own = other === customer.number;
  const wrong = own ? text('customer.same_number') : check.data && other === null && wanted.length >= 10 ? text('customer.not_number') : null;
  const name = found.data?.golden.find((each) => ['name_full', 'surname', 'company'].includes(each.field))?.value;
  return (
    <Confirm
      opened={opened} onClose={onClose} title={text('customer.merge_title')} hint={text('customer.merge_hint')} action={text('customer.merge')}
      ready={other !== null && !own && reason.trim() !== ''} busy={merge.isPending} error={merge.error} onDo={() => merge.mutate()}
    >
      <TextInput
        label={text('customer.merge_other')} placeholder="12345-67890" value={typed} onChange={(event) => setTyped(event.currentTarget.value)} data-autofocus
        error={wrong} description={!own && name ? text('customer.other_is', { name }) : ' '} inputMode="numeric" classNames={{ input: 'mono' }} autoComplete="off"
      />
      <Textarea label={text('common.reason')} description={text('common.reason_hint')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} maxLength={500} rows={2} required withAsterisk={false} />
    </Confirm>
  );
}
