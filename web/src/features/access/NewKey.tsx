// SPDX-License-Identifier: Apache-2.0
import { Button, Checkbox, NumberInput, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';

import { api, csrf, take } from '@/shared/api/client';
import { proven } from '@/shared/api/proof';
import type { KeyRequest, MadeKey } from '@/shared/api/types';
import { useText } from '@/shared/i18n/i18n';
import { Card } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';

import classes from './access.module.css';

const actions = ['search_customers', 'view_customer', 'enter_customer', 'import_data', 'check_numbers'] as const;
const purposes = ['system_integration', 'marketing'] as const;
const field_classes = ['C0', 'C1', 'C2', 'C3'] as const;

export function NewKey({ onMade }: { onMade: (made: MadeKey) => void }): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [may, setMay] = useState<string[]>([]);
  const [why, setWhy] = useState<string[]>(['system_integration']);
  const [sees, setSees] = useState<string[]>(['C0', 'C1']);
  const [networks, setNetworks] = useState('');
  const [days, setDays] = useState<number | string>(365);
  const make = useMutation({
    mutationFn: (body: KeyRequest) => proven(() => take(api.POST('/keys', { params: { header: csrf() }, body }))),
    onSuccess: (made) => {
      onMade(made);
      setName('');
      void client.invalidateQueries({ queryKey: ['keys'] });
    },
  });
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    make.mutate({
      name: name.trim(), actions: may, purposes: why, classes: sees,
      networks: networks.split(/[\s,]+/).filter(Boolean), days: Number(days),
    });
  };
  return (
    <Card title={text('keys.make')}>
      <form onSubmit={onSubmit}>
        <Stack gap="md">
          <TextInput label={text('keys.name')} value={name} onChange={(event) => setName(event.currentTarget.value)} maxLength={100} required withAsterisk={false} autoComplete="off" />
          <Checkbox.Group label={text('keys.actions')} value={may} onChange={setMay}>
            <div className={classes.checks}>{actions.map((each) => <Checkbox key={each} value={each} label={text(`keys.action.${each}`)} />)}</div>
          </Checkbox.Group>
          <Checkbox.Group label={text('keys.purposes')} value={why} onChange={setWhy}>
            <div className={classes.checks}>{purposes.map((each) => <Checkbox key={each} value={each} label={text(`keys.purpose.${each}`)} />)}</div>
          </Checkbox.Group>
          <Checkbox.Group label={text('keys.classes')} value={sees} onChange={setSees}>
            <div className={classes.checks}>{field_classes.map((each) => <Checkbox key={each} value={each} label={text(`keys.class.${each}`)} />)}</div>
          </Checkbox.Group>
          <TextInput label={text('keys.networks')} description={text('keys.networks_hint')} value={networks} onChange={(event) => setNetworks(event.currentTarget.value)} classNames={{ input: 'mono' }} autoComplete="off" />
          <NumberInput label={text('keys.days')} value={days} onChange={setDays} min={1} max={730} clampBehavior="strict" allowDecimal={false} hideControls required withAsterisk={false} />
          <ProblemAlert error={make.error} />
          <Button type="submit" loading={make.isPending} disabled={may.length === 0 || why.length === 0}>{text('keys.make')}</Button>
        </Stack>
      </form>
    </Card>
  );
}
