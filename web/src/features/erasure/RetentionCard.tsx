// SPDX-License-Identifier: Apache-2.0
// What the rules of retention say today: a dry run, nothing is written.
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { api, take } from '@/shared/api/client';
import { count } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import { Card, Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';

import classes from './erasure.module.css';

export function RetentionCard(): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
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
    </Card>
  );
}
