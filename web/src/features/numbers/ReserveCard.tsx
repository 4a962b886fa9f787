// SPDX-License-Identifier: Apache-2.0
import { Button, CopyButton, NumberInput, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';

import { api, csrf, take } from '@/shared/api/client';
import { useIntent } from '@/shared/api/intent';
import type { NumberGrant, NumberRequest } from '@/shared/api/types';
import { count } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import { Card } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';

import classes from './numbers.module.css';

const largest = 10_000;

export function ReserveCard(): React.JSX.Element {
  const text = useText();
  const intent = useIntent();
  const [kind, setKind] = useState<NumberRequest['kind']>('reserve');
  const [number, setNumber] = useState('');
  const [size, setSize] = useState<number | string>(10);
  const [owner, setOwner] = useState('');
  const grant = useMutation({
    mutationFn: (body: NumberRequest) => take(api.POST('/numbers', { params: { header: { ...csrf(), ...intent.header(body) } }, body })),
    onSuccess: () => intent.done(),
  });
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    const whose = owner.trim() === '' ? {} : { owner: owner.trim() };
    grant.mutate(kind === 'manual' ? { kind, number: dashed(number), ...whose } : { kind, block_size: Number(size), ...whose });
  };
  return (
    <Card title={text('numbers.reserve')}>
      <p className={`quiet ${classes.hint}`}>{text('numbers.reserve_hint')}</p>
      <form onSubmit={onSubmit}>
        <Stack gap="sm">
          <SegmentedControl
            value={kind} onChange={(value) => setKind(value as NumberRequest['kind'])} aria-label={text('numbers.reserve')}
            data={[{ value: 'reserve', label: text('numbers.block') }, { value: 'manual', label: text('numbers.manual') }]}
          />
          {kind === 'manual'
            ? <TextInput label={text('numbers.input')} value={number} onChange={(event) => setNumber(event.currentTarget.value)} placeholder="12345-67890" classNames={{ input: 'mono' }} required withAsterisk={false} />
            : <NumberInput label={text('numbers.block_size')} value={size} onChange={setSize} min={1} max={largest} clampBehavior="strict" allowDecimal={false} hideControls required withAsterisk={false} />}
          <TextInput label={text('numbers.owner')} value={owner} onChange={(event) => setOwner(event.currentTarget.value)} maxLength={128} />
          <ProblemAlert error={grant.error} />
          <Button type="submit" variant="default" loading={grant.isPending}>{text('numbers.reserve')}</Button>
        </Stack>
      </form>
      <div aria-live="polite">{grant.data && <Granted grant={grant.data} />}</div>
    </Card>
  );
}

function Granted({ grant }: { grant: NumberGrant }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  return (
    <div className={classes.granted}>
      <div className={classes.granted_head}>
        <strong>{text('numbers.granted', { count: count(grant.numbers.length, language) })}</strong>
        <CopyButton value={grant.numbers.join('\n')}>
          {({ copied, copy }) => <Button size="compact-sm" variant="subtle" onClick={copy}>{text(copied ? 'common.copied' : 'numbers.copy_all')}</Button>}
        </CopyButton>
      </div>
      <div className={`${classes.list} mono`} tabIndex={0} role="region" aria-label={text('numbers.input')}>
        {grant.numbers.map((each) => <span key={each}>{each}</span>)}
      </div>
    </div>
  );
}

// People type ten digits with or without the dash, sometimes full-width; the contract wants one form.
export function dashed(typed: string): string {
  const digits = typed.normalize('NFKC').replace(/\D/g, '');
  return digits.length === 10 ? `${digits.slice(0, 5)}-${digits.slice(5)}` : typed.trim();
}
