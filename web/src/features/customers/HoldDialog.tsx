// SPDX-License-Identifier: Apache-2.0
// A legal hold: nobody erases the customer while it is there.
import { Alert, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { api, csrf, take } from '@/shared/api/client';
import { useIntent } from '@/shared/api/intent';
import type { Customer } from '@/shared/api/types';
import { date, dateTime } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import { Confirm } from '@/shared/ui/Confirm';
import { Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';
import { showToast } from '@/shared/ui/toast';

import classes from './customer.module.css';

const holdKey = (number: string): string[] => ['holds', number];

// Those in force, for whoever may set and clear them.
export function HoldNotice({ number }: { number: string }): React.JSX.Element | null {
  const text = useText();
  const language = useLanguage();
  const holds = useQuery({ queryKey: holdKey(number), queryFn: () => take(api.GET('/customers/{number}/hold', { params: { path: { number } } })) });
  if (!holds.data || holds.data.items.length === 0) return null;
  return (
    <div className={classes.notices}>
      {holds.data.items.map((hold) => (
        <Alert key={hold.set_at} color="yellow" title={text('hold.in_force')}>
          {hold.reason}{' '}
          <span className="quiet">{hold.set_by || text('approvals.system')} · {dateTime(hold.set_at, language)} · {hold.until ? text('hold.until_day', { day: date(hold.until, language) }) : text('hold.no_end')}</span>
        </Alert>
      ))}
    </div>
  );
}

export function HoldDialog({ customer, opened, onClose }: { customer: Customer; opened: boolean; onClose: () => void }): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const intent = useIntent();
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState('');
  const path = { number: customer.number };
  const holds = useQuery({ queryKey: holdKey(customer.number), queryFn: () => take(api.GET('/customers/{number}/hold', { params: { path } })), enabled: opened });
  const held = (holds.data?.items.length ?? 0) > 0;
  const change = useMutation({
    mutationFn: () => {
      const body = { set: !held, reason: reason.trim(), ...(!held && until ? { until } : {}) };
      return take(api.POST('/customers/{number}/hold', { params: { path, header: { ...csrf(), ...intent.header(body) } }, body }));
    },
    onSuccess: () => {
      intent.done();
      setReason('');
      onClose();
      void client.invalidateQueries({ queryKey: holdKey(customer.number) });
      showToast(text(held ? 'hold.cleared' : 'hold.set_done'));
    },
  });
  return (
    <Confirm
      opened={opened} onClose={onClose} title={text(held ? 'hold.clear_title' : 'hold.title')} hint={text(held ? 'hold.clear_hint' : 'hold.hint')}
      action={text(held ? 'hold.clear' : 'hold.set')} ready={reason.trim() !== '' && holds.data !== undefined} busy={change.isPending} error={change.error} onDo={() => change.mutate()}
    >
      <ProblemAlert error={holds.error} />
      {opened && holds.isPending && <Waiting lines={2} />}
      {held && <ul className={classes.stays}>{holds.data!.items.map((hold) => <li key={hold.set_at}>{hold.reason}</li>)}</ul>}
      <Textarea label={text('common.reason')} description={text('erasure.reason_hint')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} maxLength={1000} rows={2} required withAsterisk={false} />
      {!held && <TextInput type="date" label={text('hold.until')} description={text('hold.until_hint')} value={until} onChange={(event) => setUntil(event.currentTarget.value)} />}
    </Confirm>
  );
}
