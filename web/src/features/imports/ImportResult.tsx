// SPDX-License-Identifier: Apache-2.0
// What an import did, or a dry run would do: the four counts, the customers, and the findings.
import { Button } from '@mantine/core';

import { apiBase } from '@/shared/api/client';
import type { Finding, Import } from '@/shared/api/types';
import { bytes, count, dateTime } from '@/shared/format/format';
import { useLanguage, useText, type TextKey } from '@/shared/i18n/i18n';
import { Icon } from '@/shared/ui/Icon';
import { Card } from '@/shared/ui/Page';

import classes from './imports.module.css';

const four: { key: 'new' | 'changed' | 'same' | 'rejected'; label: TextKey }[] = [
  { key: 'new', label: 'imports.new_records' },
  { key: 'changed', label: 'imports.changed' },
  { key: 'same', label: 'imports.same' },
  { key: 'rejected', label: 'imports.rejected' },
];

export function ImportResult({ value }: { value: Import }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  return (
    <>
      <dl className={`card ${classes.counts}`}>
        {four.map(({ key, label }) => (
          <div key={key} data-kind={key} data-zero={value[key] === 0}>
            <dt>{text(label)}</dt>
            <dd className="num">{count(value[key], language)}</dd>
          </div>
        ))}
      </dl>
      {value.rejected > 0 && !value.dry_run && (
        <div className={classes.download}>
          <Button component="a" href={`${apiBase}/imports/${value.id}/rejected`} download variant="default" leftSection={<Icon name="download" />}>
            {text('result.download_rejected')}
          </Button>
          <span className="quiet">{text('result.mend_hint')}</span>
        </div>
      )}
      <Facts value={value} />
      {(value.findings.length > 0 || value.finished_at) && <Findings findings={value.findings} total={value.findings_total} />}
    </>
  );
}

function Facts({ value }: { value: Import }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const took = value.finished_at ? (Date.parse(value.finished_at) - Date.parse(value.started_at)) / 1000 : null;
  const facts: [TextKey, string | null][] = [
    ['result.rows_read', count(value.rows_read, language)],
    ['result.customers_new', value.dry_run ? null : count(value.customers_new, language)],
    ['result.customers_joined', value.dry_run ? null : count(value.customers_joined, language)],
    ['result.bytes', bytes(value.bytes_total, language)],
    ['imports.started', dateTime(value.started_at, language)],
    ['result.took', took === null ? null : text('result.took_seconds', { count: took < 10 ? took.toFixed(1) : count(Math.round(took), language) })],
    ['result.by', value.started_by ?? null],
  ];
  return (
    <dl className={`card ${classes.facts}`}>
      {facts.filter(([, fact]) => fact !== null).map(([label, fact]) => (
        <div key={label}><dt>{text(label)}</dt><dd className="num">{fact}</dd></div>
      ))}
    </dl>
  );
}

const look: Record<Finding['severity'], { background: string; color: string }> = {
  note: { background: '#e9ebef', color: '#414b58' },
  warning: { background: '#fdf3dc', color: '#774f05' },
  reject: { background: '#fde8e3', color: '#9c3218' },
};

export function Findings({ findings, total }: { findings: Finding[]; total: number }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const more = total > findings.length
    ? text('result.findings_more', { shown: findings.length, count: count(total, language) })
    : text('common.items', { count: count(total, language) });
  return (
    <Card title={text('result.findings')} flush="flush" aside={findings.length > 0 && <span className="quiet">{more}</span>}>
      {findings.length === 0 ? <div className="pad quiet">{text('result.no_findings')}</div> : (
        <div className={`scroll ${classes.findings}`} tabIndex={0} role="region" aria-label={text('result.findings')}>
          <table className="table">
            <thead>
              <tr><th scope="col">{text('result.severity')}</th><th scope="col" className="right">{text('result.row')}</th><th scope="col">{text('result.column')}</th><th scope="col">{text('result.what')}</th></tr>
            </thead>
            <tbody>
              {findings.map((each, at) => (
                <tr key={at}>
                  <td><span className="tag" style={look[each.severity]}>{text(`result.severity.${each.severity}`)}</span></td>
                  <td className="right">{each.row > 0 ? count(each.row, language) : text('result.whole_file')}</td>
                  <td className="nowrap">{each.column}</td>
                  <td className={classes.finding_text}>{each.text}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}
