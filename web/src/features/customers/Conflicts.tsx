// SPDX-License-Identifier: Apache-2.0
// Where the records of this customer contradict each other, and what was decided.
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { api, csrf, take } from '@/shared/api/client';
import { newKey } from '@/shared/api/intent';
import type { Ruling } from '@/shared/api/types';
import { date, dateTime } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import { ConflictCard } from '@/shared/ui/ConflictCard';
import { Empty, Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';

import classes from './customer.module.css';

export function Conflicts({ number }: { number: string }): React.JSX.Element {
  const text = useText();
  const query = useQuery({
    queryKey: ['customer-conflicts', number],
    queryFn: () => take(api.GET('/customers/{number}/conflicts', { params: { path: { number } } })),
    refetchOnMount: 'always',
  });
  if (query.error) return <ProblemAlert error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Waiting />;
  const { items, rulings } = query.data;
  return (
    <>
      {items.length === 0 && <Empty icon="check" title={text('conflict.none')} hint={text('conflict.none_hint')} />}
      {items.map((each) => <ConflictCard key={each.field} conflict={each} />)}
      {rulings.length > 0 && (
        <section className={classes.rulings}>
          <h3>{text('conflict.rulings')}</h3>
          <ul>{rulings.map((each) => <Line key={each.id} ruling={each} />)}</ul>
        </section>
      )}
    </>
  );
}

function Line({ ruling }: { ruling: Ruling }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const client = useQueryClient();
  const undo = useMutation({
    mutationFn: () => take(api.DELETE('/rulings/{ruling_id}', { params: { path: { ruling_id: ruling.id }, header: { ...csrf(), 'Idempotency-Key': newKey() } } })),
    onSuccess: () => void client.invalidateQueries(),
  });
  return (
    <li>
      <span><b>{ruling.label}</b> {text(`conflict.ruling.${ruling.decision}`, { source: ruling.source })}{ruling.reason && <> — <span className="break">{ruling.reason}</span></>}</span>
      <span className="quiet">{ruling.actor} · {dateTime(ruling.at, language)}</span>
      {ruling.withdrawn_at
        ? <span className="quiet">{text('conflict.withdrawn', { at: date(ruling.withdrawn_at, language) })}</span>
        : <Button size="compact-sm" variant="default" loading={undo.isPending} onClick={() => undo.mutate()}>{text('conflict.undo')}</Button>}
      <ProblemAlert error={undo.error} />
    </li>
  );
}
