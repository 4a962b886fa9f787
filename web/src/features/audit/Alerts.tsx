// SPDX-License-Identifier: Apache-2.0
// What the watch found: first a question to the person, then a remark by whoever is in charge.
import { Badge, Button, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { api, csrf, take } from '@/shared/api/client';
import type { Alert } from '@/shared/api/types';
import { dateTime } from '@/shared/format/format';
import { translateMaybe, useLanguage, useText } from '@/shared/i18n/i18n';
import { Card, Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';

import classes from './audit.module.css';

const colors = ['gray', 'gray', '#a34a00', '#c02525'];
const short = (value: number): string => (Math.round(value * 10) / 10).toLocaleString();

export function Alerts(): React.JSX.Element {
  const text = useText();
  const list = useQuery({ queryKey: ['alerts'], queryFn: () => take(api.GET('/alerts')), refetchInterval: 30_000 });
  const items = list.data?.items ?? [];
  return (
    <Card title={text('alerts.title')}>
      <ProblemAlert error={list.error} retry={() => void list.refetch()} />
      {list.isPending && <Waiting />}
      {list.data && items.length === 0 && <span className="quiet">{text('alerts.none')}</span>}
      <ol className={classes.alerts}>{items.map((alert) => <Line key={alert.id} alert={alert} />)}</ol>
    </Card>
  );
}

function Head({ alert }: { alert: Alert }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  return (
    <div className={classes.alert_head}>
      <Badge color={colors[alert.severity] ?? 'gray'}>{translateMaybe(language, `alerts.severity.${alert.severity}`)}</Badge>
      <strong>{translateMaybe(language, `alerts.kind.${alert.kind}`) ?? alert.kind}</strong>
      <span>{alert.actor} <span className="quiet">{translateMaybe(language, `role.${alert.role}`) ?? alert.role}</span></span>
      <span className="quiet num">{dateTime(alert.at, language)}</span>
      <Badge variant="outline" color={alert.state === 'closed' ? 'gray' : '#1b4b7e'}>{text(`alerts.state.${alert.state}`)}</Badge>
    </div>
  );
}

function Line({ alert }: { alert: Alert }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const client = useQueryClient();
  const [remark, setRemark] = useState('');
  const close = useMutation({
    mutationFn: () => take(api.POST('/alerts/{alert_id}/close', { params: { path: { alert_id: alert.id }, header: csrf() }, body: { remark } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ['alerts'] }),
  });
  return (
    <li>
      <Head alert={alert} />
      <ul className={classes.why}>
        {alert.contributions.map((why) => (
          <li key={why.feature}>
            {translateMaybe(language, `alerts.feature.${why.feature}`) ?? translateMaybe(language, `alerts.kind.${why.feature}`) ?? why.feature}{' '}
            <span className="num">{text('alerts.expected', { value: short(why.value), expected: short(why.expected) })}</span>
          </li>
        ))}
      </ul>
      {alert.answer && <p><span className="quiet">{text('alerts.said')}</span> {alert.answer}</p>}
      {alert.state === 'closed'
        ? <p className="quiet">{text('alerts.closed', { by: alert.closed_by })} · {alert.remark}</p>
        : (
          <form className={classes.reply} onSubmit={(event) => { event.preventDefault(); close.mutate(); }}>
            <Textarea aria-label={text('alerts.remark')} placeholder={text('alerts.remark')} autosize minRows={1} maxLength={1000} value={remark} onChange={(event) => setRemark(event.currentTarget.value)} />
            <Button type="submit" variant="default" size="xs" disabled={!remark.trim()} loading={close.isPending}>{text('alerts.close')}</Button>
          </form>
        )}
      <ProblemAlert error={close.error} />
    </li>
  );
}

export function OwnAlerts(): React.JSX.Element | null {
  const text = useText();
  const list = useQuery({ queryKey: ['alerts', 'mine'], queryFn: () => take(api.GET('/alerts/mine')) });
  const items = list.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Card title={text('alerts.mine')}>
      <p className="quiet">{text('alerts.mine_hint')}</p>
      <ol className={classes.alerts}>{items.map((alert) => <Question key={alert.id} alert={alert} />)}</ol>
    </Card>
  );
}

function Question({ alert }: { alert: Alert }): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const [words, setWords] = useState(alert.answer);
  const send = useMutation({
    mutationFn: () => take(api.POST('/alerts/{alert_id}/answer', { params: { path: { alert_id: alert.id }, header: csrf() }, body: { text: words } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ['alerts'] }),
  });
  return (
    <li>
      <Head alert={alert} />
      <form className={classes.reply} onSubmit={(event) => { event.preventDefault(); send.mutate(); }}>
        <Textarea aria-label={text('alerts.answer')} placeholder={text('alerts.answer')} autosize minRows={2} maxLength={1000} value={words} onChange={(event) => setWords(event.currentTarget.value)} />
        <Button type="submit" size="xs" disabled={!words.trim()} loading={send.isPending}>{text('alerts.send')}</Button>
      </form>
      <ProblemAlert error={send.error} />
    </li>
  );
}
