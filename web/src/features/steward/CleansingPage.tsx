// SPDX-License-Identifier: Apache-2.0
// Values that could be written better.  What is ticked is written as a new version of its record;
// the old one stays, and one click brings it back.
import { Button, Checkbox } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';

import { api, csrf, take } from '@/shared/api/client';
import { useFields } from '@/shared/api/fields';
import { newKey, useIntent } from '@/shared/api/intent';
import type { CleanseProposal, CleanseSurvey } from '@/shared/api/types';
import { count, dateTime } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import { paths } from '@/shared/paths';
import { Card, Empty, Page, Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';

import classes from './steward.module.css';

const idOf = (each: CleanseProposal): string => `${each.record_id}.${each.version}.${each.finding.field}.${each.finding.code}`;

export function CleansingPage(): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const client = useQueryClient();
  const intent = useIntent();
  const [refused, setRefused] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState<ReadonlySet<string>>(new Set());
  const list = useInfiniteQuery({
    queryKey: ['cleansing'],
    queryFn: ({ pageParam }) => take(api.GET('/cleansing/proposals', { params: { query: { cursor: pageParam ?? undefined, limit: 100 } } })),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    refetchOnMount: 'always',
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  // What is certain is ticked until it is unticked, the rest the other way round.
  const ticked = (each: CleanseProposal): boolean => (each.finding.certain ? !refused.has(idOf(each)) : asked.has(idOf(each)));
  const toggle = (each: CleanseProposal): void => {
    const set = each.finding.certain ? setRefused : setAsked;
    set((now) => {
      const next = new Set(now);
      if (!next.delete(idOf(each))) next.add(idOf(each));
      return next;
    });
  };
  const chosen = items.filter(ticked).slice(0, 1000);
  const apply = useMutation({
    mutationFn: () => {
      const body = { choices: chosen.map((each) => ({ record_id: each.record_id, version: each.version, field: each.finding.field, code: each.finding.code })) };
      return take(api.POST('/cleansing', { params: { header: { ...csrf(), ...intent.header(body) } }, body }));
    },
    onSuccess: () => {
      intent.done();
      void client.invalidateQueries();
    },
  });
  const undo = useMutation({
    mutationFn: async (imports: number[]) => {
      for (const import_id of imports)
        await take(api.POST('/imports/{import_id}/undo', { params: { path: { import_id }, header: { ...csrf(), 'Idempotency-Key': newKey() } } }));
    },
    onSuccess: () => {
      apply.reset();
      void client.invalidateQueries();
    },
  });
  return (
    <Page title={text('cleanse.title')}>
      <p className={`quiet ${classes.lead}`}>{text('cleanse.hint')}</p>
      {list.data?.pages[0]?.survey && <Survey survey={list.data.pages[0].survey} />}
      <ProblemAlert error={list.error ?? apply.error ?? undo.error} />
      {apply.data && (
        <Card title={text('cleanse.done', { values: count(apply.data.values, language), records: count(apply.data.records, language) })}>
          <Button variant="default" loading={undo.isPending} onClick={() => undo.mutate(apply.data.import_ids)}>{text('cleanse.undo')}</Button>
        </Card>
      )}
      <div className="card">
        {list.isPending ? <Waiting /> : items.length === 0 ? <Empty icon="check" title={text('cleanse.none')} /> : (
          <ul className={classes.proposals}>{items.map((each) => <Row key={idOf(each)} proposal={each} ticked={ticked(each)} onToggle={() => toggle(each)} />)}</ul>
        )}
      </div>
      <div className={classes.buttons}>
        {list.hasNextPage && <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{text('common.more')}</Button>}
        {items.length > 0 && <Button disabled={chosen.length === 0} loading={apply.isPending} onClick={() => apply.mutate()}>{text('cleanse.apply', { count: count(chosen.length, language) })}</Button>}
      </div>
    </Page>
  );
}

function Survey({ survey }: { survey: CleanseSurvey }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const shown = (value: number): string => count(value, language);
  return (
    <p className="quiet">
      {text('cleanse.survey', { at: dateTime(survey.at, language), certain: shown(survey.certain), doubtful: shown(survey.doubtful), to_ask: shown(survey.to_ask) })}
      {survey.written > 0 && <> {text('cleanse.written', { written: shown(survey.written) })} {survey.import_ids.map((id) => <span key={id}><Link href={paths.import_one(id)}>{id}</Link> </span>)}</>}
    </p>
  );
}

function Row({ proposal, ticked, onToggle }: { proposal: CleanseProposal; ticked: boolean; onToggle: () => void }): React.JSX.Element {
  const fields = useFields();
  const { finding } = proposal;
  const name = fields.label(finding.field);
  return (
    <li>
      <Checkbox checked={ticked} onChange={onToggle} aria-label={`${name}: ${finding.proposal ?? ''}`} />
      <span>{name}</span>
      <span className="break"><del>{proposal.value}</del> → <ins>{finding.proposal}</ins></span>
      <span className="quiet">{finding.text}</span>
      {proposal.number ? <Link href={paths.customer(proposal.number)} className="mono">{proposal.number}</Link> : <span />}
    </li>
  );
}
