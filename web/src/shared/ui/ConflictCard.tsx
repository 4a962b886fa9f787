// SPDX-License-Identifier: Apache-2.0
// One contradiction: what each side says, who says it since when, and the decision.
import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';

import { api, csrf, ifMatch, take } from '@/shared/api/client';
import { newKey, useIntent } from '@/shared/api/intent';
import type { Conflict, ConflictSide } from '@/shared/api/types';
import { birth, date, phone } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import type { Language } from '@/shared/i18n/language';

import { Confirm } from './Confirm';
import classes from './ConflictCard.module.css';
import { ProblemAlert } from './Problem';
import { SourceChip } from './SourceChip';
import { showToast } from './toast';

export function ConflictCard({ conflict, head }: { conflict: Conflict; head?: ReactNode }): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const intent = useIntent();
  const [reason, setReason] = useState('');
  const [leaving, setLeaving] = useState<ConflictSide | null>(null);
  const refresh = (): void => void client.invalidateQueries();
  const undo = useMutation({
    mutationFn: (ruling_id: string) => take(api.DELETE('/rulings/{ruling_id}', { params: { path: { ruling_id }, header: { ...csrf(), 'Idempotency-Key': newKey() } } })),
    onSuccess: () => { showToast(text('conflict.undone')); refresh(); },
  });
  const decide = useMutation({
    mutationFn: (side: ConflictSide | null) => {
      const choice = side ? { decision: 'value' as const, record_id: side.claims[0]!.record_id } : { decision: 'both' as const };
      const body = { field: conflict.field, ...choice, reason: reason.trim() };
      return take(api.POST('/customers/{number}/conflicts', {
        params: { path: { number: conflict.number }, header: { ...csrf(), ...intent.header(body), ...ifMatch(conflict.version) } }, body,
      }));
    },
    onSuccess: ({ rulings }) => {
      intent.done();
      setReason('');
      const made = rulings[0];
      showToast(text('conflict.decided'), made && { label: text('conflict.undo'), run: () => undo.mutate(made.id) });
      refresh();
    },
  });
  const split = useMutation({
    mutationFn: (side: ConflictSide) => {
      const body = { record_ids: side.claims.map((claim) => claim.record_id), reason: reason.trim() || conflict.label };
      return take(api.POST('/customers/{number}/split', {
        params: { path: { number: conflict.number }, header: { ...csrf(), ...intent.header(body), ...ifMatch(conflict.version) } }, body,
      }));
    },
    onSuccess: () => {
      intent.done();
      setLeaving(null);
      showToast(text('conflict.split_done'));
      refresh();
    },
  });
  return (
    <article className={classes.card}>
      <div className={classes.head}>
        <h3>{conflict.label}</h3>
        {head}
        {conflict.again && <span className="quiet">{text('conflict.again')}</span>}
        <span className={classes.worth}>{text('conflict.worth', { worth: conflict.worth })}</span>
      </div>
      <ul className={classes.sides}>
        {conflict.sides.map((side, at) => (
          <Side key={at} side={side}>
            <Button size="compact-sm" variant={side.golden ? 'default' : 'light'} loading={decide.isPending && decide.variables === side} onClick={() => decide.mutate(side)}>{text('conflict.choose')}</Button>
            {!side.golden && <Button size="compact-sm" variant="subtle" onClick={() => setLeaving(side)}>{text('conflict.other_person')}</Button>}
          </Side>
        ))}
      </ul>
      <div className={classes.foot}>
        <TextInput size="xs" label={text('conflict.reason')} placeholder={text('conflict.reason_hint')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} maxLength={500} autoComplete="off" />
        <Button size="compact-sm" variant="default" loading={decide.isPending && decide.variables === null} onClick={() => decide.mutate(null)}>{text('conflict.both')}</Button>
      </div>
      <ProblemAlert error={decide.error ?? undo.error} />
      <Confirm
        opened={leaving !== null} onClose={() => setLeaving(null)} title={text('conflict.split_title')} hint={text('conflict.split_hint')} action={text('conflict.split_do')}
        busy={split.isPending} error={split.error} onDo={() => leaving && split.mutate(leaving)}
      >
        {leaving && <ul className={classes.sides}><Side side={leaving} /></ul>}
      </Confirm>
    </article>
  );
}

function Side({ side, children }: { side: ConflictSide; children?: ReactNode }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  return (
    <li className={classes.side} data-golden={side.golden}>
      {side.golden && <span className={classes.golden}>{text('conflict.golden')}</span>}
      <p className={`${classes.value} break`}>{side.values.map((value) => said(value.field, value.raw, language)).join(' ')}</p>
      <ul className={classes.claims}>
        {side.claims.map((claim) => (
          <li key={claim.record_id}>
            <SourceChip source={claim.source} />
            <span className="mono break">{claim.source_key}</span>
            <span className="quiet">{text('conflict.since', { at: date(claim.since, language) })}</span>
            {!claim.trusted && <span className="quiet">{text('conflict.less')}</span>}
          </li>
        ))}
      </ul>
      {children && <div className={classes.buttons}>{children}</div>}
    </li>
  );
}

function said(field: string, value: string, language: Language): string {
  if (field === 'phone' || field === 'mobile' || field === 'fax') return phone(value);
  if (field === 'birth_date') return birth(value, language);
  return value;
}
