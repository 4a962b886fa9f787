// SPDX-License-Identifier: Apache-2.0
// Erasing a customer: what goes and what stays is told first, then it is frozen, and another person
// decides.
import { Alert, Checkbox, NativeSelect, Stack, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { api, csrf, ifMatch, take } from '@/shared/api/client';
import { useIntent } from '@/shared/api/intent';
import type { Customer } from '@/shared/api/types';
import { useText } from '@/shared/i18n/i18n';
import { Confirm } from '@/shared/ui/Confirm';
import { ErasureCounts } from '@/shared/ui/ErasureCounts';
import { Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';

import classes from './customer.module.css';

const grounds = ['request', 'not_needed', 'consent_withdrawn', 'unlawful'] as const;
type Ground = (typeof grounds)[number];

interface DialogProps {
  customer: Customer;
  opened: boolean;
  onClose: () => void;
  onAsked: (id: number) => void;
}

export function EraseDialog({ customer, opened, onClose, onAsked }: DialogProps): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const intent = useIntent();
  const [chosen, setChosen] = useState<number[] | null>(null);
  const [ground, setGround] = useState<Ground>('request');
  const [reason, setReason] = useState('');
  const records = chosen ?? [];
  const plan = useQuery({
    queryKey: ['erasure-plan', customer.number, customer.version, records],
    queryFn: () => take(api.POST('/customers/{number}/erasure/preview', { params: { path: { number: customer.number }, header: csrf() }, body: { records } })),
    enabled: opened,
    placeholderData: (last) => last,
  });
  const ask = useMutation({
    mutationFn: () => {
      const body = { records, ground, reason: reason.trim() };
      return take(api.POST('/customers/{number}/erasure', {
        params: { path: { number: customer.number }, header: { ...csrf(), ...intent.header(body), ...ifMatch(customer.version) } }, body,
      }));
    },
    onSuccess: ({ id }) => {
      intent.done();
      onClose();
      onAsked(id);
      void client.invalidateQueries();
    },
  });
  const held = (plan.data?.holds.length ?? 0) > 0;
  const pick = (record: number, on: boolean): void => {
    const now = plan.data?.records.filter((each) => each.chosen).map((each) => each.record_id) ?? [];
    setChosen(on ? [...now, record] : now.filter((each) => each !== record));
  };
  const picked = plan.data?.records.filter((each) => each.chosen).length ?? 0;
  return (
    <Confirm
      opened={opened} onClose={onClose} title={text('erasure.ask_title')} hint={text('erasure.ask_hint')} action={text('erasure.ask')}
      ready={reason.trim() !== '' && plan.data !== undefined && !held && picked > 0} busy={ask.isPending} error={ask.error} onDo={() => ask.mutate()}
    >
      <ProblemAlert error={plan.error} />
      {!plan.data ? <Waiting /> : (
        <>
          {held && <Alert color="yellow">{text('erasure.held', { reasons: plan.data.holds.join(' / ') })}</Alert>}
          <Stack gap={6}>
            {plan.data.records.map((each) => (
              <Checkbox key={each.record_id} checked={each.chosen} onChange={(event) => pick(each.record_id, event.currentTarget.checked)}
                label={`${each.source} #${each.record_id} — ${text(`erasure.why.${each.why}`)}${each.why === 'member' ? '' : ` (${each.number})`}`} />
            ))}
          </Stack>
          <div className={classes.pick}>
            <section><strong>{text('erasure.goes')}</strong><ErasureCounts counts={plan.data.goes} /></section>
            <section><strong>{text('erasure.stays')}</strong><ul className={classes.stays}>{plan.data.stays.map((each) => <li key={each}>{stayText(text, each)}</li>)}</ul></section>
          </div>
          <div className="quiet">{text('erasure.told', { names: plan.data.recipients.join(', ') })}</div>
        </>
      )}
      <NativeSelect label={text('erasure.ground')} value={ground} onChange={(event) => setGround(event.currentTarget.value as Ground)}
        data={grounds.map((each) => ({ value: each, label: text(`erasure.ground.${each}`) }))} />
      <Textarea label={text('common.reason')} description={text('erasure.reason_hint')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} maxLength={1000} rows={2} required withAsterisk={false} />
    </Confirm>
  );
}

const stays = ['audit_log', 'number', 'counts', 'models', 'suppression', 'copies', 'waiting_files', 'old_backups'] as const;

function stayText(text: ReturnType<typeof useText>, code: string): string {
  const known = stays.find((each) => each === code);
  return known ? text(`erasure.stays.${known}`) : code;
}
