// SPDX-License-Identifier: Apache-2.0
// Who belongs to this customer and to whom he belongs; what the register would propose; and what
// everybody below makes together.
import { Button, Group } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';

import { useMyAccess } from '@/shared/api/access';
import { api, csrf, take } from '@/shared/api/client';
import { newKey } from '@/shared/api/intent';
import type { Relation } from '@/shared/api/types';
import { count, yen } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import { paths } from '@/shared/paths';
import { Empty, Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';
import { showToast } from '@/shared/ui/toast';

import classes from './customer.module.css';
import { EndRelationDialog, RelationDialog } from './RelationDialog';

export function Relations({ number }: { number: string }): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const may = useMyAccess().may('review');
  const [adding, setAdding] = useState(false);
  const query = useQuery({
    queryKey: ['relations', number],
    queryFn: () => take(api.GET('/customers/{number}/relations', { params: { path: { number } } })),
    refetchOnMount: 'always',
  });
  const accept = useMutation({
    mutationFn: ({ kind, direction, number: other }: { kind: Relation['kind']; direction: Relation['direction']; number: string }) =>
      take(api.POST('/customers/{number}/relations', {
        params: { path: { number }, header: { ...csrf(), 'Idempotency-Key': newKey() } }, body: { kind, direction, other, title: '', note: '' },
      })),
    onSuccess: () => { showToast(text('relation.added')); void client.invalidateQueries(); },
  });
  if (query.error) return <ProblemAlert error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Waiting />;
  const { items, proposals } = query.data;
  return (
    <div className={classes.relations}>
      {items.length === 0 && proposals.length === 0 && <Empty icon="pair" title={text('relation.none')} hint={text('relation.none_hint')} />}
      {items.length > 0 && <ul>{items.map((each) => <Line key={each.id} number={number} relation={each} may={may} />)}</ul>}
      {items.some((each) => each.direction === 'down') && <Total number={number} />}
      {proposals.length > 0 && (
        <>
          <h3>{text('relation.proposals')}</h3>
          <ul>
            {proposals.map((each) => (
              <li key={each.number}>
                <small>{text(`relation.${each.direction}.${each.kind}`)}</small>
                <Link href={paths.customer(each.number)} className="break">{each.name || each.number}</Link>
                <span className="mono quiet">{each.number}</span>
                <Button size="compact-sm" variant="light" loading={accept.isPending && accept.variables.number === each.number} onClick={() => accept.mutate(each)}>{text('relation.accept')}</Button>
              </li>
            ))}
          </ul>
        </>
      )}
      <ProblemAlert error={accept.error} />
      {may && <div><Button variant="default" size="compact-sm" onClick={() => setAdding(true)}>{text('relation.add')}</Button></div>}
      <RelationDialog number={number} opened={adding} onClose={() => setAdding(false)} />
    </div>
  );
}

function Line({ number, relation, may }: { number: string; relation: Relation; may: boolean }): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const [ending, setEnding] = useState(false);
  const withdraw = useMutation({
    mutationFn: () => take(api.DELETE('/customers/{number}/relations/{relation_id}', {
      params: { path: { number, relation_id: relation.id }, header: { ...csrf(), 'Idempotency-Key': newKey() } },
    })),
    onSuccess: () => { showToast(text('relation.withdrawn')); void client.invalidateQueries(); },
  });
  const days = relation.since || relation.until;
  return (
    <li data-over={!relation.holds}>
      <small>{text(`relation.${relation.direction}.${relation.kind}`)}</small>
      <span className="break"><Link href={paths.customer(relation.number)}>{relation.name || relation.number}</Link>{relation.title && ` · ${relation.title}`}</span>
      <span className="quiet"><span className="mono">{relation.number}</span>{days && <> · {text('relation.days', { since: relation.since ?? '', until: relation.until ?? '' })}</>}</span>
      {may && (
        <Group gap={6}>
          {!relation.until && <Button size="compact-sm" variant="default" onClick={() => setEnding(true)}>{text('relation.end')}</Button>}
          <Button size="compact-sm" variant="subtle" loading={withdraw.isPending} onClick={() => withdraw.mutate()}>{text('relation.withdraw')}</Button>
        </Group>
      )}
      <ProblemAlert error={withdraw.error} />
      <EndRelationDialog number={number} relation={relation} opened={ending} onClose={() => setEnding(false)} />
    </li>
  );
}

function Total({ number }: { number: string }): React.JSX.Element | null {
  const text = useText();
  const language = useLanguage();
  const { data } = useQuery({
    queryKey: ['group', number],
    queryFn: () => take(api.GET('/customers/{number}/group', { params: { path: { number } } })),
    refetchOnMount: 'always',
  });
  if (!data) return null;
  return (
    <section className={classes.group}>
      <h3>{text('relation.group')}</h3>
      <p className="num">{text('relation.group_of', { count: count(data.members.length, language), times: count(data.purchase_count, language), amount: yen(data.purchase_amount, language) })}</p>
      {data.cut && <p className="quiet">{text('relation.group_cut')}</p>}
      <ul>
        {data.members.map((each) => (
          <li key={each.number} style={{ paddingInlineStart: each.depth * 18 }}>
            <span className="break">{each.name || each.number}</span>
            {each.purchase_amount !== null && <span className="quiet num">{yen(each.purchase_amount, language)}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
