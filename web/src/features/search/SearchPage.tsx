// SPDX-License-Identifier: Apache-2.0
// One field for everything.  Arrow keys walk through what was found, Enter opens it.  What was
// typed lives in memory only: not in the address, not in the browser's history.
import { Button, Kbd, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { Link, useLocation } from 'wouter';

import { api, csrf, take } from '@/shared/api/client';
import { count } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import { paths } from '@/shared/paths';
import { Icon } from '@/shared/ui/Icon';
import { Empty, Page, Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';
import { useKeys } from '@/shared/ui/useKeys';

import { HitList } from './HitList';
import classes from './search.module.css';

const page_size = 30;
let last_text = '';

export function SearchPage(): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const [, navigate] = useLocation();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(last_text);
  const [at, setAt] = useState(0);
  const [wanted] = useDebouncedValue(typed.trim(), 160);
  useKeys({ '/': () => input.current?.focus() });
  useEffect(() => {
    last_text = typed;
  }, [typed]);
  useEffect(() => setAt(0), [wanted]);

  const found = useInfiniteQuery({
    queryKey: ['search', wanted],
    queryFn: ({ pageParam, signal }) => take(api.POST('/customers/search', {
      params: { header: csrf() }, body: { text: wanted, limit: page_size, cursor: pageParam }, signal,
    })),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    enabled: wanted !== '',
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
  const hits = wanted === '' ? [] : found.data?.pages.flatMap((page) => page.items) ?? [];
  const stale = found.isPlaceholderData || wanted !== typed.trim();

  // Then all of them are guesses, which is said before anybody reads the first.
  const close = hits[0]?.matched_on.includes('approximate') ?? false;

  // A scanner types a number and Enter faster than any answer: what it meant is opened when the
  // answer is there, if there is only one it can be.
  const [entered, setEntered] = useState('');
  useEffect(() => {
    if (entered === '' || stale || !found.data) return;
    setEntered('');
    if (entered === wanted && hits.length === 1) navigate(paths.customer(hits[0]!.number));
  }, [entered, stale, found.data, wanted, hits, navigate]);

  const onKey = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown') setAt((now) => Math.min(now + 1, hits.length - 1));
    else if (event.key === 'ArrowUp') setAt((now) => Math.max(now - 1, 0));
    else if (event.key === 'Enter' && stale) setEntered(typed.trim());
    else if (event.key === 'Enter' && hits[at]) navigate(paths.customer(hits[at].number));
    else return;
    event.preventDefault();
  };

  return (
    <Page title={text('search.title')} aside={<Button component={Link} href={paths.new_customer} variant="default">{text('entry.title')}</Button>}>
      <div className={classes.box}>
        <TextInput
          ref={input} size="md" autoFocus role="combobox" aria-expanded={hits.length > 0} aria-controls="hits" aria-autocomplete="list"
          aria-activedescendant={hits[at] ? `hit-${at}` : undefined} aria-label={text('search.label')} placeholder={text('search.placeholder')}
          leftSection={<Icon name="search" />} rightSection={<Kbd size="xs" className={classes.slash}>/</Kbd>} autoComplete="off" spellCheck={false} maxLength={256}
          value={typed} onChange={(event) => setTyped(event.currentTarget.value)} onKeyDown={onKey}
        />
      </div>
      {wanted === '' && (
        <div className={classes.hints}><p>{text('search.hint')}</p><p>{text('search.keys')}</p></div>
      )}
      <ProblemAlert error={found.error} retry={() => void found.refetch()} />
      {wanted !== '' && found.isPending && <div className="card"><Waiting lines={3} /></div>}
      {wanted !== '' && found.data && !found.isPlaceholderData && hits.length === 0 && (
        <div className="card"><Empty icon="search" title={text('search.nothing')} hint={text('search.nothing_hint')} /></div>
      )}
      {hits.length > 0 && (
        <>
          <div className={classes.found} role="status">
            {text(`search.${found.hasNextPage ? 'found_more' : 'found'}${close ? '_close' : ''}`, { count: count(hits.length, language) })}
          </div>
          <HitList hits={hits} at={at} stale={stale} onOpen={(hit) => navigate(paths.customer(hit.number))} />
          {found.hasNextPage && <div><Button variant="default" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>{text('common.more')}</Button></div>}
        </>
      )}
    </Page>
  );
}
