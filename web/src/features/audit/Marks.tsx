// SPDX-License-Identifier: Apache-2.0
// What the watch knows about single customers: who is staff or a relative, who is notable, and who
// does not exist.  For whoever is in charge of the watch.
import { Badge, Button, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';

import { api, csrf, take } from '@/shared/api/client';
import { newKey } from '@/shared/api/intent';
import { ProofDeclined, proven } from '@/shared/api/proof';
import type { WatchMark } from '@/shared/api/types';
import { dateTime } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import { Confirm } from '@/shared/ui/Confirm';
import { Card, Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';
import { showToast } from '@/shared/ui/toast';

import classes from './audit.module.css';

const key = ['watch', 'marks'];
const kinds = ['own_person', 'family', 'notable'] as const;
const colors = { own_person: '#1b4b7e', family: '#1b4b7e', notable: '#6b2fa0', honey: '#7a4a00' } as const;
const seen = (error: unknown): unknown => (error instanceof ProofDeclined ? null : error);

export function Marks(): React.JSX.Element {
  const text = useText();
  const list = useQuery({ queryKey: key, queryFn: () => take(api.GET('/watch/marks')), staleTime: 300_000 });
  const items = list.data?.items ?? [];
  return (
    <Card title={text('marks.title')}>
      <p className={`quiet ${classes.hint}`}>{text('marks.hint')}</p>
      <ProblemAlert error={list.error} retry={() => void list.refetch()} />
      {list.isPending && <Waiting />}
      {list.data && items.length === 0 && <span className="quiet">{text('marks.none')}</span>}
      <ol className={classes.marks}>{items.map((mark) => <Line key={mark.id} mark={mark} />)}</ol>
      <div className={classes.forms}><NewMark /><Plant /></div>
    </Card>
  );
}

function Line({ mark }: { mark: WatchMark }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const client = useQueryClient();
  const [lifting, setLifting] = useState(false);
  const [reason, setReason] = useState('');
  const lift = useMutation({
    mutationFn: () => proven(() => take(api.POST('/watch/marks/{mark_id}/lift', {
      params: { path: { mark_id: mark.id }, header: { ...csrf(), 'Idempotency-Key': newKey() } }, body: { reason: reason.trim() },
    }))),
    onSuccess: () => {
      setLifting(false);
      void client.invalidateQueries({ queryKey: key });
      showToast(text('marks.lifted'));
    },
  });
  return (
    <li>
      <Badge variant="light" color={colors[mark.kind]}>{text(`marks.kind.${mark.kind}`)}</Badge>
      <span className="mono">{mark.number || '—'}</span>
      <span className="break">{mark.staff && <strong>{mark.staff} </strong>}{mark.reason}</span>
      <span className="quiet">{mark.set_by || text('approvals.system')} · <span className="num">{dateTime(mark.set_at, language)}</span></span>
      <Button size="compact-xs" variant="default" onClick={() => setLifting(true)}>{text('marks.lift')}</Button>
      <Confirm
        opened={lifting} onClose={() => setLifting(false)} title={text('marks.lift_title')} hint={text(mark.kind === 'honey' ? 'marks.lift_honey_hint' : 'marks.lift_hint')}
        action={text('marks.lift')} ready={reason.trim() !== ''} busy={lift.isPending} error={seen(lift.error)} onDo={() => lift.mutate()}
      >
        <Textarea label={text('common.reason')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} maxLength={1000} rows={2} required withAsterisk={false} />
      </Confirm>
    </li>
  );
}

function NewMark(): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const [number, setNumber] = useState('');
  const [kind, setKind] = useState<(typeof kinds)[number]>('own_person');
  const [staff, setStaff] = useState('');
  const [reason, setReason] = useState('');
  const about_staff = kind !== 'notable';
  const set = useMutation({
    mutationFn: () => proven(() => take(api.POST('/watch/marks', {
      params: { header: { ...csrf(), 'Idempotency-Key': newKey() } },
      body: { number: number.trim(), kind, reason: reason.trim(), ...(about_staff ? { staff: staff.trim() } : {}) },
    }))),
    onSuccess: () => {
      setNumber('');
      setReason('');
      void client.invalidateQueries({ queryKey: key });
      showToast(text('marks.set_done'));
    },
  });
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    set.mutate();
  };
  return (
    <form className={classes.form} onSubmit={onSubmit}>
      <h3>{text('marks.new')}</h3>
      <TextInput label={text('marks.number')} value={number} onChange={(event) => setNumber(event.currentTarget.value)} maxLength={40} autoComplete="off" />
      <NativeSelect label={text('marks.kind')} value={kind} onChange={(event) => setKind(event.currentTarget.value as (typeof kinds)[number])}
        data={kinds.map((each) => ({ value: each, label: text(`marks.kind_long.${each}`) }))} />
      {about_staff && <TextInput label={text('marks.staff')} description={text('marks.staff_hint')} value={staff} onChange={(event) => setStaff(event.currentTarget.value)} maxLength={64} autoComplete="off" />}
      <TextInput label={text('common.reason')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} maxLength={1000} autoComplete="off" />
      <ProblemAlert error={seen(set.error)} />
      <div><Button type="submit" variant="default" size="xs" loading={set.isPending} disabled={!number.trim() || !reason.trim() || (about_staff && !staff.trim())}>{text('marks.set')}</Button></div>
    </form>
  );
}

function Plant(): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const [count, setCount] = useState<number | string>(5);
  const [reason, setReason] = useState('');
  const plant = useMutation({
    mutationFn: () => proven(() => take(api.POST('/watch/honey', {
      params: { header: { ...csrf(), 'Idempotency-Key': newKey() } }, body: { count: Number(count), reason: reason.trim() },
    }))),
    onSuccess: ({ items }) => {
      setReason('');
      void client.invalidateQueries({ queryKey: key });
      showToast(text('honey.planted', { count: items.length }));
    },
  });
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    plant.mutate();
  };
  return (
    <form className={classes.form} onSubmit={onSubmit}>
      <h3>{text('honey.title')}</h3>
      <p className="quiet">{text('honey.hint')}</p>
      <NumberInput label={text('honey.count')} min={1} max={50} allowDecimal={false} value={count} onChange={setCount} />
      <TextInput label={text('common.reason')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} maxLength={1000} autoComplete="off" />
      <ProblemAlert error={seen(plant.error)} />
      <div><Button type="submit" variant="default" size="xs" loading={plant.isPending} disabled={!reason.trim() || Number(count) < 1}>{text('honey.plant')}</Button></div>
    </form>
  );
}
