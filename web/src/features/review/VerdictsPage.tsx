// SPDX-License-Identifier: Apache-2.0
// Who decided what, and when; and a way to take it back.
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';

import { api, csrf, take } from '@/shared/api/client';
import { newKey } from '@/shared/api/intent';
import type { BookedVerdict } from '@/shared/api/types';
import { dateTime } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import { paths } from '@/shared/paths';
import { Empty, Page, Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';

import classes from './review.module.css';

const kinds = ['same', 'not_same', 'later', 'unsure'] as const;
type Kind = (typeof kinds)[number];

export function VerdictsPage(): React.JSX.Element {
  const text = useText();
  const [actor, setActor] = useState('');
  const [customer, setCustomer] = useState('');
  const [verdict, setVerdict] = useState<Kind | ''>('');
  const [from, setFrom] = useState('');
  const [until, setUntil] = useState('');
  const asked = { actor: actor || undefined, customer: customer || undefined, verdict: verdict || undefined, from: from || undefined, until: until || undefined };
  const book = useInfiniteQuery({
    queryKey: ['verdicts', asked],
    queryFn: ({ pageParam }) => take(api.GET('/verdicts', { params: { query: { ...asked, cursor: pageParam ?? undefined, limit: 50 } } })),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });
  const items = book.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title={text('verdicts.title')} aside={<Button component={Link} href={paths.reviews} variant="default" size="compact-sm">{text('review.title')}</Button>}>
      <div className={`card ${classes.filters}`}>
        <TextInput label={text('verdicts.actor')} value={actor} onChange={(event) => setActor(event.currentTarget.value)} autoComplete="off" />
        <TextInput label={text('verdicts.customer')} value={customer} onChange={(event) => setCustomer(event.currentTarget.value)} autoComplete="off" />
        <NativeSelect
          label={text('verdicts.verdict')} value={verdict} onChange={(event) => setVerdict(event.currentTarget.value as Kind | '')}
          data={[{ value: '', label: text('verdicts.any') }, ...kinds.map((kind) => ({ value: kind, label: text(`review.${kind}`) }))]}
        />
        <TextInput type="date" label={text('verdicts.from')} value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
        <TextInput type="date" label={text('verdicts.until')} value={until} onChange={(event) => setUntil(event.currentTarget.value)} />
      </div>
      <ProblemAlert error={book.error} retry={() => void book.refetch()} />
      <div className="card">
        {book.isPending ? <Waiting /> : items.length === 0 ? <Empty icon="clock" title={text('verdicts.none')} /> : (
          <ul className={classes.book}>{items.map((item) => <Row key={item.id} item={item} />)}</ul>
        )}
      </div>
      {book.hasNextPage && <div><Button variant="default" loading={book.isFetchingNextPage} onClick={() => void book.fetchNextPage()}>{text('common.more')}</Button></div>}
    </Page>
  );
}

function Row({ item }: { item: BookedVerdict }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const client = useQueryClient();
  const undo = useMutation({
    mutationFn: () => take(api.DELETE('/verdicts/{verdict_id}', { params: { path: { verdict_id: item.id }, header: { ...csrf(), 'Idempotency-Key': newKey() } } })),
    onSuccess: () => void client.invalidateQueries(),
  });
  return (
    <li data-withdrawn={item.withdrawn_at !== null}>
      <span className="num quiet">{dateTime(item.at, language)}</span>
      <strong>{text(`review.${item.verdict}`)}{item.second && ` (${text('verdicts.second')})`}</strong>
      <span>{item.actor}</span>
      <span className="mono">
        {item.left_number && <Link href={paths.customer(item.left_number)}>{item.left_number}</Link>}{' '}
        {item.right_number && item.right_number !== item.left_number && <Link href={paths.customer(item.right_number)}>{item.right_number}</Link>}
      </span>
      <span className="break">{item.reason}{item.pick !== 'value' && <small className="quiet"> {text(`review.pick.${item.pick}`)}</small>}</span>
      {item.withdrawn_at === null
        ? <Button size="compact-sm" variant="default" loading={undo.isPending} onClick={() => undo.mutate()}>{text('verdicts.take_back')}</Button>
        : <span className="quiet">{text('verdicts.taken_back')}</span>}
      <ProblemAlert error={undo.error} />
    </li>
  );
}
