// SPDX-License-Identifier: Apache-2.0
// Adds a relation, or gives one its last day.
import { NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { api, csrf, take } from '@/shared/api/client';
import { useIntent } from '@/shared/api/intent';
import type { Relation } from '@/shared/api/types';
import { useText } from '@/shared/i18n/i18n';
import { Confirm } from '@/shared/ui/Confirm';
import { showToast } from '@/shared/ui/toast';

const kinds = ['subsidiary', 'branch', 'department', 'contact', 'household'] as const;
const directions = ['up', 'down'] as const;

export function RelationDialog({ number, opened, onClose }: { number: string; opened: boolean; onClose: () => void }): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const intent = useIntent();
  const [what, setWhat] = useState('up.branch');
  const [other, setOther] = useState('');
  const [since, setSince] = useState('');
  const [until, setUntil] = useState('');
  const [title, setTitle] = useState('');
  const add = useMutation({
    mutationFn: () => {
      const [direction, kind] = what.split('.') as [Relation['direction'], Relation['kind']];
      const body = { kind, direction, other: other.trim(), since: since || null, until: until || null, title: title.trim(), note: '' };
      return take(api.POST('/customers/{number}/relations', { params: { path: { number }, header: { ...csrf(), ...intent.header(body) } }, body }));
    },
    onSuccess: () => {
      intent.done();
      showToast(text('relation.added'));
      setOther('');
      setTitle('');
      onClose();
      void client.invalidateQueries();
    },
  });
  const choices = directions.flatMap((direction) => kinds.map((kind) => ({ value: `${direction}.${kind}`, label: text(`relation.${direction}.${kind}`) })));
  return (
    <Confirm
      opened={opened} onClose={onClose} title={text('relation.add_title')} hint={text('relation.add_hint')} action={text('relation.add')}
      ready={other.trim().length >= 10} busy={add.isPending} error={add.error} onDo={() => add.mutate()}
    >
      <TextInput label={text('customer.number')} placeholder="12345-67890" value={other} onChange={(event) => setOther(event.currentTarget.value)} inputMode="numeric" classNames={{ input: 'mono' }} autoComplete="off" data-autofocus />
      <NativeSelect label={text('relation.what')} value={what} onChange={(event) => setWhat(event.currentTarget.value)} data={choices} />
      <TextInput label={text('relation.job')} value={title} onChange={(event) => setTitle(event.currentTarget.value)} maxLength={200} autoComplete="off" />
      <TextInput type="date" label={text('relation.since')} value={since} onChange={(event) => setSince(event.currentTarget.value)} />
      <TextInput type="date" label={text('relation.until')} value={until} onChange={(event) => setUntil(event.currentTarget.value)} />
    </Confirm>
  );
}

export function EndRelationDialog({ number, relation, opened, onClose }: { number: string; relation: Relation; opened: boolean; onClose: () => void }): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const intent = useIntent();
  const [until, setUntil] = useState('');
  const end = useMutation({
    mutationFn: () => take(api.POST('/customers/{number}/relations/{relation_id}/end', {
      params: { path: { number, relation_id: relation.id }, header: { ...csrf(), ...intent.header({ until }) } }, body: { until },
    })),
    onSuccess: () => {
      intent.done();
      onClose();
      void client.invalidateQueries();
    },
  });
  return (
    <Confirm opened={opened} onClose={onClose} title={text('relation.end_title')} hint={text('relation.end_hint')} action={text('relation.end')} ready={until !== ''} busy={end.isPending} error={end.error} onDo={() => end.mutate()}>
      <TextInput type="date" label={text('relation.last_day')} value={until} onChange={(event) => setUntil(event.currentTarget.value)} data-autofocus />
    </Confirm>
  );
}
