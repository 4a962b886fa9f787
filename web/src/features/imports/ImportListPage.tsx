// SPDX-License-Identifier: Apache-2.0
import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'wouter';

import { api, take } from '@/shared/api/client';
import { useText } from '@/shared/i18n/i18n';
import { paths } from '@/shared/paths';
import { Icon } from '@/shared/ui/Icon';
import { isGoing } from '@/shared/ui/ImportState';
import { ImportTable } from '@/shared/ui/ImportTable';
import { Empty, Page, Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';

export function ImportListPage(): React.JSX.Element {
  const text = useText();
  const list = useInfiniteQuery({
    queryKey: ['imports'],
    queryFn: ({ pageParam }) => take(api.GET('/imports', { params: { query: { cursor: pageParam ?? undefined, limit: 50 } } })),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    refetchInterval: (query) => (query.state.data?.pages.some((page) => page.items.some((each) => isGoing(each.state))) ? 2000 : false),
  });
  const imports = list.data?.pages.flatMap((page) => page.items) ?? [];
  const start = <Button component={Link} href={paths.import_new} leftSection={<Icon name="upload" />}>{text('imports.new')}</Button>;
  return (
    <Page title={text('imports.title')} aside={imports.length > 0 && <><Button component={Link} href={paths.reconcile} variant="default">{text('reconcile.title')}</Button>{start}</>}>
      <ProblemAlert error={list.error} retry={() => void list.refetch()} />
      <div className="card">
        {list.isPending && <Waiting />}
        {list.data && imports.length === 0 && <Empty icon="upload" title={text('imports.none')} hint={text('imports.none_hint')}>{start}</Empty>}
        {imports.length > 0 && <ImportTable imports={imports} />}
      </div>
      {list.hasNextPage && <div><Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{text('common.more')}</Button></div>}
    </Page>
  );
}
