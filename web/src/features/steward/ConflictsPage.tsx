// SPDX-License-Identifier: Apache-2.0
// The inbox of contradictions, the most worthwhile first.
import { Button, Group } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';

import { api, take } from '@/shared/api/client';
import { count, dateTime } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import { paths } from '@/shared/paths';
import { ConflictCard } from '@/shared/ui/ConflictCard';
import { Empty, Page, Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';

import classes from './steward.module.css';

export function ConflictsPage(): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const [field, setField] = useState('');
  const list = useInfiniteQuery({
    queryKey: ['conflicts', field],
    queryFn: ({ pageParam }) => take(api.GET('/conflicts', { params: { query: { cursor: pageParam ?? undefined, limit: 20, field: field || undefined } } })),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    refetchOnMount: 'always',
  });
  const first = list.data?.pages[0];
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title={text('conflict.title')} aside={first?.surveyed_at && <span className="quiet num">{text('conflict.found', { at: dateTime(first.surveyed_at, language), found: count(first.found, language), customers: count(first.customers, language) })}</span>}>
      <p className={`quiet ${classes.lead}`}>{text('conflict.lead')}</p>
      <ProblemAlert error={list.error} retry={() => void list.refetch()} />
      {first && first.fields.length > 1 && (
        <Group gap={8} role="group" aria-label={text('customer.field')}>
          <Button size="compact-sm" variant={field === '' ? 'filled' : 'default'} aria-pressed={field === ''} onClick={() => setField('')}>{text('conflict.all')}</Button>
          {first.fields.map((each) => (
            <Button key={each.field} size="compact-sm" variant={field === each.field ? 'filled' : 'default'} aria-pressed={field === each.field} onClick={() => setField(each.field)}>
              {each.label} {count(each.count, language)}
            </Button>
          ))}
        </Group>
      )}
      <div className="card">
        {list.isPending ? <Waiting /> : items.length === 0
          ? <Empty icon="check" title={text('conflict.none')} hint={text(first?.surveyed_at ? 'conflict.none_hint' : 'conflict.not_yet')} />
          : items.map((each) => (
            <ConflictCard key={`${each.number}.${each.field}`} conflict={each} head={<Link href={paths.customer(each.number)} className="mono">{each.number}</Link>} />
          ))}
      </div>
      <div className={classes.buttons}>
        {list.hasNextPage && <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{text('common.more')}</Button>}
      </div>
    </Page>
  );
}
