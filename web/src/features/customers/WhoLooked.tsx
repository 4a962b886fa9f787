// SPDX-License-Identifier: Apache-2.0
// Who looked at this customer, when and why; for those who answer when the customer asks.
import { Anchor, Badge, Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';

import { api, apiBase, take } from '@/shared/api/client';
import { useSession } from '@/shared/api/session';
import type { Access } from '@/shared/api/types';
import { dateTime } from '@/shared/format/format';
import { translateMaybe, useLanguage, useText } from '@/shared/i18n/i18n';
import { Card, Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';

import classes from './customer.module.css';

const readers = ['administrator', 'auditor', 'privacy_officer'];

export function WhoLooked({ number }: { number: string }): React.JSX.Element | null {
  const { session } = useSession();
  if (!session || !readers.includes(session.staff.role)) return null;
  return <Lines number={number} />;
}

function Lines({ number }: { number: string }): React.JSX.Element {
  const text = useText();
  const list = useInfiniteQuery({
    queryKey: ['access', number],
    queryFn: ({ pageParam }) => take(api.GET('/customers/{number}/access', {
      params: { path: { number }, query: { cursor: pageParam ?? undefined, limit: 10 } },
    })),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card title={text('access.title')}>
      <ProblemAlert error={list.error} retry={() => void list.refetch()} />
      {list.isPending && <Waiting />}
      {list.data && items.length === 0 && <span className="quiet">{text('access.none')}</span>}
      <ol className={classes.looks}>{items.map((item, at) => <Line key={at} item={item} />)}</ol>
      <div className={classes.look_actions}>
        {list.hasNextPage && (
          <Button variant="subtle" size="compact-sm" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{text('common.more')}</Button>
        )}
        {items.length > 0 && <Anchor href={`${apiBase}/customers/${number}/access.csv`} fz="sm" download>{text('access.csv')}</Anchor>}
      </div>
    </Card>
  );
}

function Line({ item }: { item: Access }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const why = item.explained.map((each) => translateMaybe(language, `access.why.${each}`) ?? each);
  return (
    <li>
      <div>
        <strong>{item.actor}</strong> <span className="quiet">{translateMaybe(language, `role.${item.role}`) ?? item.role}</span>
        {item.marks.length > 0 && <> <Badge color="red" size="xs">{item.marks.join(' ')}</Badge></>}
      </div>
      <div>{translateMaybe(language, `access.action.${item.action}`) ?? item.action} <span className="quiet" title={item.fields.join(' ')}>{text('access.fields', { count: item.fields.length })}</span></div>
      <small className="quiet num">{dateTime(item.at, language)} · {why.length > 0 ? why.join('、') : text('access.unexplained')}</small>
    </li>
  );
}
