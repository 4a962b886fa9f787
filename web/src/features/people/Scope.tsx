// SPDX-License-Identifier: Apache-2.0
// Whose customers the person is near to; one name or number a line.
import { Button, Checkbox, Group, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { api, csrf, take } from '@/shared/api/client';
import { ProofDeclined, proven } from '@/shared/api/proof';
import type { StaffScope } from '@/shared/api/types';
import { useText } from '@/shared/i18n/i18n';
import { ProblemAlert } from '@/shared/ui/Problem';
import { showToast } from '@/shared/ui/toast';

import classes from './people.module.css';

export function Scope({ id }: { id: number }): React.JSX.Element {
  const text = useText();
  const scope = useQuery({ queryKey: ['scope', id], queryFn: () => take(api.GET('/staff/{staff_id}/scope', { params: { path: { staff_id: id } } })) });
  return (
    <section>
      <h3 className={classes.heading}>{text('scope.title')}</h3>
      <ProblemAlert error={scope.error} />
      {scope.data && <ScopeForm key={JSON.stringify(scope.data)} id={id} scope={scope.data} />}
    </section>
  );
}

const lines = (value: string): string[] => value.split(/[\n,、]/).map((each) => each.trim()).filter(Boolean);

function ScopeForm({ id, scope }: { id: number; scope: StaffScope }): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const [stores, setStores] = useState(scope.stores.join('\n'));
  const [regions, setRegions] = useState(scope.regions);
  const [customers, setCustomers] = useState(scope.customers.join('\n'));
  const body = { stores: lines(stores), regions, customers: lines(customers) };
  const same = JSON.stringify(body) === JSON.stringify({ stores: scope.stores, regions: scope.regions, customers: scope.customers });
  const save = useMutation({
    mutationFn: () => proven(() => take(api.PUT('/staff/{staff_id}/scope', { params: { path: { staff_id: id }, header: csrf() }, body }))),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['scope', id] });
      showToast(text('staff.saved'));
    },
  });
  return (
    <form onSubmit={(event) => { event.preventDefault(); save.mutate(); }}>
      <p className={`quiet ${classes.scope_hint}`}>{text('scope.hint')}</p>
      <div className={classes.scope}>
        <Textarea label={text('scope.stores')} autosize minRows={2} maxRows={8} value={stores} onChange={(e) => setStores(e.currentTarget.value)} />
        <Textarea label={text('scope.customers')} autosize minRows={2} maxRows={8} value={customers} onChange={(e) => setCustomers(e.currentTarget.value)} />
        {scope.known_regions.length > 0 && (
          <Checkbox.Group label={text('scope.regions')} value={regions} onChange={setRegions}>
            <Group gap="md" mt={4}>{scope.known_regions.map((each) => <Checkbox key={each} value={each} label={each} />)}</Group>
          </Checkbox.Group>
        )}
      </div>
      <ProblemAlert error={save.error instanceof ProofDeclined ? null : save.error} />
      <Button type="submit" size="xs" variant="default" loading={save.isPending} disabled={same}>{text('common.save')}</Button>
    </form>
  );
}
