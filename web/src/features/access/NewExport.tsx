// SPDX-License-Identifier: Apache-2.0
import { Button, Checkbox, SegmentedControl, Stack, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';

import { api, csrf, take } from '@/shared/api/client';
import { useFields } from '@/shared/api/fields';
import { useIntent } from '@/shared/api/intent';
import type { ExportRequest } from '@/shared/api/types';
import { useText } from '@/shared/i18n/i18n';
import { Card } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';

import classes from './access.module.css';

// What a mailing or an analysis asks for; the rest goes through the API.
const usual = ['surname', 'given_name', 'postal_code', 'prefecture', 'city', 'town', 'building', 'email', 'mobile', 'member_rank', 'points', 'store', 'last_purchase_on'];
const delivery = 'data_delivery';

export function NewExport(): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const labels = useFields();
  const intent = useIntent();
  const [chosen, setChosen] = useState<string[]>([]);
  const [format, setFormat] = useState<ExportRequest['format']>('csv');
  const [store, setStore] = useState('');
  const [reason, setReason] = useState('');
  const ask = useMutation({
    mutationFn: (body: ExportRequest) => take(api.POST('/exports', { params: { header: { ...csrf(), ...intent.header(body) } }, body, headers: { 'Genbo-Purpose': delivery } })),
    onSuccess: () => {
      intent.done();
      setReason('');
      void client.invalidateQueries({ queryKey: ['exports'] });
    },
  });
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    ask.mutate({ format, fields: chosen, store: store.trim() || null, reason: reason.trim() });
  };
  return (
    <Card title={text('exports.ask')}>
      <form onSubmit={onSubmit}>
        <Stack gap="md">
          <Checkbox.Group label={text('exports.fields')} value={chosen} onChange={setChosen}>
            <div className={classes.checks}>{usual.map((name) => <Checkbox key={name} value={name} label={labels.label(name, null)} />)}<Checkbox value="relations" label={text('exports.relations')} /></div>
          </Checkbox.Group>
          <SegmentedControl value={format} onChange={(value) => setFormat(value as ExportRequest['format'])} aria-label={text('exports.format')} data={[{ value: 'csv', label: 'CSV' }, { value: 'ndjson', label: 'NDJSON' }]} />
          <TextInput label={text('exports.store')} value={store} onChange={(event) => setStore(event.currentTarget.value)} maxLength={200} autoComplete="off" />
          <Textarea label={text('common.reason')} description={text('common.reason_hint')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} maxLength={500} rows={2} required withAsterisk={false} />
          <ProblemAlert error={ask.error} />
          <Button type="submit" loading={ask.isPending} disabled={chosen.length === 0 || reason.trim().length < 4}>{text('exports.ask')}</Button>
        </Stack>
      </form>
    </Card>
  );
}
