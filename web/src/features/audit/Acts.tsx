// SPDX-License-Identifier: Apache-2.0
// What is in the log, newest first, with a receipt of each line.
import { Anchor, Button, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { api, apiBase, take } from '@/shared/api/client';
import type { Act } from '@/shared/api/types';
import { dateTime } from '@/shared/format/format';
import { translateMaybe, useLanguage, useText } from '@/shared/i18n/i18n';
import { Card, Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';

import classes from './audit.module.css';

const nothing = { actor: '', action: '', from: '', until: '' };

export function Acts(): React.JSX.Element {
  const text = useText();
  const [form, setForm] = useState(nothing);
  const [asked, setAsked] = useState(nothing);
  const list = useInfiniteQuery({
    queryKey: ['acts', asked],
    queryFn: ({ pageParam }) => take(api.GET('/audit/acts', {
      params: {
        query: {
          actor: asked.actor || undefined, action: asked.action || undefined, from: asked.from || undefined,
          until: asked.until || undefined, cursor: pageParam ?? undefined, limit: 30,
        },
      },
    })),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const input = (name: keyof typeof nothing, type = 'text'): React.JSX.Element => (
    <TextInput label={text(`audit.${name}`)} type={type} size="xs" value={form[name]} onChange={(event) => setForm({ ...form, [name]: event.currentTarget.value })} />
  );
  return (
    <Card title={text('audit.acts')}>
      <form className={classes.search} onSubmit={(event) => { event.preventDefault(); setAsked(form); }}>
        {input('actor')}{input('action')}{input('from', 'date')}{input('until', 'date')}
        <Button type="submit" variant="default" size="xs">{text('audit.find')}</Button>
      </form>
      <ProblemAlert error={list.error} retry={() => void list.refetch()} />
      {list.isPending && <Waiting />}
      {list.data && items.length === 0 && <span className="quiet">{text('audit.acts_none')}</span>}
      <ol className={classes.acts}>{items.map((act) => <Line key={act.seq} act={act} />)}</ol>
      {list.hasNextPage && <Button variant="subtle" size="compact-sm" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{text('common.more')}</Button>}
    </Card>
  );
}

function Line({ act }: { act: Act }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  return (
    <li>
      <span className="mono quiet">{act.seq}</span>
      <span className="num">{dateTime(act.at, language)}</span>
      <strong className="break">{act.actor}</strong>
      <span className="break">{translateMaybe(language, `access.action.${act.action}`) ?? act.action} {act.count > 1 && <span className="quiet num">{text('audit.count', { count: act.count })}</span>}</span>
      <Anchor href={`${apiBase}/audit/acts/${act.seq}/receipt`} fz="xs" download>{text('audit.receipt')}</Anchor>
    </li>
  );
}
