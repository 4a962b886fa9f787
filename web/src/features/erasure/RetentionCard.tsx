// SPDX-License-Identifier: Apache-2.0
// What the rules of retention say today: a dry run, nothing is written.
import { Alert, Button, Stack, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { useMyAccess } from '@/shared/api/access';
import { api, csrf, take } from '@/shared/api/client';
import { useIntent } from '@/shared/api/intent';
import { count } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import { Confirm } from '@/shared/ui/Confirm';
import { Card, Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';
import { showToast } from '@/shared/ui/toast';

import classes from './erasure.module.css';

export function RetentionCard(): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const { may } = useMyAccess();
  const [asked, setAsked] = useState(false);
  // Reads every record: only when somebody wants to know.
  const report = useQuery({ queryKey: ['retention'], queryFn: () => take(api.GET('/retention')), enabled: asked });
  const data = report.data;
  return (
    <Card title={text('retention.title')}>
      <p className="quiet">{text('retention.hint')}</p>
      {!asked && <div><Button variant="default" size="compact-sm" onClick={() => setAsked(true)}>{text('retention.look')}</Button></div>}
      <ProblemAlert error={report.error} retry={() => void report.refetch()} />
      {asked && report.isPending && <Waiting />}
      {data && data.rules.length === 0 && <p>{text('retention.no_rules')}</p>}
      {data && data.rules.length > 0 && (
        <table className={classes.table}>
          <thead><tr>
            <th>{text('retention.rule')}</th><th>{text('retention.records')}</th><th>{text('retention.overdue')}</th><th>{text('retention.held')}</th>
          </tr></thead>
          <tbody>{data.rules.map((rule) => (
            <tr key={rule.rule}>
              <th scope="row">{rule.rule} <small className="quiet">{[rule.purpose, rule.country].filter(Boolean).join(' · ')}</small></th>
              <td className="num">{count(rule.records, language)}</td>
              <td className="num">{count(rule.overdue, language)}</td>
              <td className="num">{count(rule.held, language)}</td>
            </tr>
          ))}</tbody>
        </table>
      )}
      {data && <p className="quiet">{text('retention.summary', { customers: count(data.customers_overdue, language), unruled: count(data.unruled, language), cap: count(data.cap, language) })}</p>}
      {data && data.customers_overdue > data.cap && may('manage_retention') && <AskBeyondCap overdue={data.customers_overdue} cap={data.cap} />}
    </Card>
  );
}

// More than a night may begin: another person approves, and then it runs from the list above.
function AskBeyondCap({ overdue, cap }: { overdue: number; cap: number }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const client = useQueryClient();
  const intent = useIntent();
  const [reason, setReason] = useState('');
  const [asking, setAsking] = useState(false);
  const ask = useMutation({
    mutationFn: () => take(api.POST('/retention/approval', { params: { header: { ...csrf(), ...intent.header(reason) } }, body: { reason: reason.trim() } })),
    onSuccess: () => {
      intent.done();
      setAsking(false);
      setReason('');
      void client.invalidateQueries({ queryKey: ['approvals'] });
      showToast(text('retention.asked'));
    },
  });
  return (
    <Alert color="yellow" title={text('retention.beyond', { customers: count(overdue, language), cap: count(cap, language) })}>
      <Stack gap="xs">
        <span>{text('retention.beyond_hint')}</span>
        <div><Button size="compact-sm" onClick={() => setAsking(true)}>{text('retention.ask')}</Button></div>
      </Stack>
      <Confirm
        opened={asking} onClose={() => setAsking(false)} title={text('retention.ask_title')} hint={text('retention.ask_hint', { customers: count(overdue, language) })}
        action={text('retention.ask')} ready={reason.trim() !== ''} busy={ask.isPending} error={ask.error} onDo={() => ask.mutate()}
      >
        <Textarea label={text('common.reason')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} maxLength={1000} rows={2} required withAsterisk={false} />
      </Confirm>
    </Alert>
  );
}
