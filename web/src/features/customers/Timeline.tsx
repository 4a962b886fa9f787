// SPDX-License-Identifier: Apache-2.0
import { Anchor, Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'wouter';

import { api, take } from '@/shared/api/client';
import type { TimelineItem } from '@/shared/api/types';
import { dateTime } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import { paths } from '@/shared/paths';
import { Icon, type IconName } from '@/shared/ui/Icon';
import { Card, Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';
import { SourceChip } from '@/shared/ui/SourceChip';

import classes from './customer.module.css';

const icons: Record<TimelineItem['kind'], IconName> = {
  record_added: 'file', record_changed: 'file', joined: 'merge', split: 'split', number_issued: 'number', verdict: 'user', import: 'upload',
};

export function Timeline({ number, version }: { number: string; version: string }): React.JSX.Element {
  const text = useText();
  const list = useInfiniteQuery({
    queryKey: ['timeline', number, version],
    queryFn: ({ pageParam }) => take(api.GET('/customers/{number}/timeline', {
      params: { path: { number }, query: { cursor: pageParam ?? undefined, limit: 20 } },
    })),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card title={text('customer.timeline')}>
      <ProblemAlert error={list.error} retry={() => void list.refetch()} />
      {list.isPending && <Waiting />}
      {list.data && items.length === 0 && <span className="quiet">{text('timeline.empty')}</span>}
      <ol className={classes.timeline}>
        {items.map((item, at) => <Item key={at} item={item} />)}
      </ol>
      {list.hasNextPage && (
        <Button variant="subtle" size="compact-sm" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{text('common.more')}</Button>
      )}
    </Card>
  );
}

function Item({ item }: { item: TimelineItem }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  return (
    <li>
      <span className={classes.dot}><Icon name={icons[item.kind]} size={14} /></span>
      <div>
        <div>{item.text ?? text(`timeline.${item.kind}`, { source: item.source ?? '' })} {item.source && item.text && <SourceChip source={item.source} />}</div>
        <small className="quiet num">
          {dateTime(item.at, language)} · {item.actor ?? text('timeline.machine')}
          {item.import_id != null && <>{' · '}<Anchor component={Link} href={paths.import_one(item.import_id)} fz="xs">{text('timeline.import_link', { id: item.import_id })}</Anchor></>}
        </small>
      </div>
    </li>
  );
}
