// SPDX-License-Identifier: Apache-2.0
// The queue of pairs that a person has to settle, made for speed: one pair on the screen, one key
// per verdict, the next pair read ahead, and the last verdict taken back with U.
import { Button } from '@mantine/core';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { Link, useLocation } from 'wouter';

import { api, take } from '@/shared/api/client';
import { count } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import { paths } from '@/shared/paths';
import { Empty, Page, Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';

import { readReview } from './api';
import { PairView } from './PairView';
import { Queue } from './Queue';
import { Summary } from './Summary';
import classes from './review.module.css';

export function ReviewPage({ id }: { id?: string }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [settled, setSettled] = useState<ReadonlySet<string>>(new Set());
  const queue = useInfiniteQuery({
    queryKey: ['reviews'],
    queryFn: ({ pageParam }) => take(api.GET('/reviews', { params: { query: { cursor: pageParam ?? undefined, limit: 50 } } })),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    staleTime: Infinity,
    refetchOnMount: 'always',
  });
  const items = queue.data?.pages.flatMap((page) => page.items) ?? [];
  const waiting = items.filter((item) => !settled.has(item.id));
  const shown = id ?? waiting[0]?.id;
  const next = waiting.find((item) => item.id !== shown)?.id;

  useEffect(() => {
    if (next !== undefined) void client.prefetchQuery({ queryKey: ['review', next], queryFn: () => readReview(next) });
  }, [client, next]);
  useEffect(() => {
    if (waiting.length < 5 && queue.hasNextPage && !queue.isFetching) void queue.fetchNextPage();
  }, [waiting.length, queue]);

  const onSettled = useCallback((done: string): void => {
    setSettled((now) => new Set(now).add(done));
    navigate(paths.reviews);
  }, [navigate]);
  const onReopened = useCallback((again: string): void => {
    setSettled((now) => new Set([...now].filter((each) => each !== again)));
    navigate(paths.review(again));
  }, [navigate]);

  const all = queue.data?.pages[0]?.waiting;
  const left = all === undefined ? waiting.length : Math.max(0, all - items.filter((item) => settled.has(item.id)).length);
  if (queue.isPending) return <Page title={text('review.title')}><div className="card"><Waiting /></div></Page>;
  return (
    <Page title={text('review.title')} aside={<>
      {left > 0 && <span className="quiet num">{text('review.waiting', { count: count(left, language) })}</span>}
      <Button component={Link} href={paths.bulk} variant="default" size="compact-sm">{text('bulk.title')}</Button>
      <Button component={Link} href={paths.verdicts} variant="default" size="compact-sm">{text('verdicts.title')}</Button>
      <Button component={Link} href={paths.conflicts} variant="default" size="compact-sm">{text('conflict.title')}</Button>
      <Button component={Link} href={paths.cleansing} variant="default" size="compact-sm">{text('cleanse.title')}</Button>
      <Button component={Link} href={paths.model} variant="default" size="compact-sm">{text('model.title')}</Button>
    </>}>
      <ProblemAlert error={queue.error} retry={() => void queue.refetch()} />
      <Summary />
      {shown === undefined ? (
        <div className="card">
          <Empty icon="check" title={text(settled.size > 0 ? 'review.all_done' : 'review.none')} hint={text('review.none_hint')}>
            {settled.size > 0 && <Button variant="default" onClick={() => void queue.refetch()}>{text('common.retry')}</Button>}
          </Empty>
        </div>
      ) : (
        <div className={classes.desk}>
          <Queue items={waiting} shown={shown} onChoose={(item) => navigate(paths.review(item.id))} />
          <PairView key={shown} id={shown} pick={items.find((item) => item.id === shown)?.pick ?? 'value'} onSettled={onSettled} onReopened={onReopened} />
        </div>
      )}
    </Page>
  );
}
