// SPDX-License-Identifier: Apache-2.0
// Compares a full export of a source with the register: control totals, counts, differences.
import { Button, NativeSelect } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';

import { api, csrf, take } from '@/shared/api/client';
import { newKey } from '@/shared/api/intent';
import type { Drift, Reconciliation, Upload } from '@/shared/api/types';
import { count, dateTime, yen } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import { paths } from '@/shared/paths';
import { Card, Page, Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';
import { SourceChip } from '@/shared/ui/SourceChip';

import { FileStep } from './FileStep';
import classes from './imports.module.css';

export function ReconcilePage(): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [upload, setUpload] = useState<Upload | null>(null);
  const [source, setSource] = useState('');
  const sources = useQuery({ queryKey: ['sources'], queryFn: () => take(api.GET('/sources')) });
  const names = sources.data?.items.map((each) => each.name) ?? [];
  const chosen = source || names[0] || '';
  const compare = useMutation({
    mutationFn: () => take(api.POST('/reconciliations', { params: { header: csrf() }, body: { upload_id: upload!.upload_id, source: chosen } })),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['reconciliations'] }),
  });
  const repair = useMutation({
    mutationFn: () => take(api.POST('/imports', { params: { header: { ...csrf(), 'Idempotency-Key': newKey() } }, body: { upload_id: upload!.upload_id, source: chosen, dry_run: false } })),
    onSuccess: ({ id }) => navigate(paths.import_one(id)),
  });
  const report = compare.data;
  return (
    <Page title={text('reconcile.title')} aside={report && <Button variant="default" onClick={() => { compare.reset(); setUpload(null); }}>{text('reconcile.again')}</Button>}>
      <p className="quiet" style={{ margin: 0, fontSize: 13 }}>{text('reconcile.lead')}</p>
      {!report && (
        <Card>
          {upload === null ? <FileStep onUploaded={setUpload} /> : (
            <div className={classes.reconcile_start}>
              <p className="break" style={{ margin: 0 }}>{upload.file_name}</p>
              <NativeSelect label={text('reconcile.source')} value={chosen} onChange={(event) => setSource(event.currentTarget.value)} data={names} />
              <Button loading={compare.isPending} disabled={chosen === ''} onClick={() => compare.mutate()}>{text('reconcile.start')}</Button>
            </div>
          )}
          <ProblemAlert error={compare.error ?? sources.error} />
        </Card>
      )}
      {report && <Report report={report} />}
      {report && report.differing + report.only_file > 0 && (
        <Card title={text('reconcile.repair')}>
          <p className="quiet" style={{ marginTop: 0 }}>{text('reconcile.repair_hint')}</p>
          <Button loading={repair.isPending} onClick={() => repair.mutate()}>{text('reconcile.repair')}</Button>
          <ProblemAlert error={repair.error} />
        </Card>
      )}
      <Earlier />
    </Page>
  );
}

function Report({ report }: { report: Reconciliation }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const { file, register } = report;
  const rows: [string, string, string][] = [
    [text('reconcile.records'), count(file.records, language), count(register.records, language)],
    [text('reconcile.points'), count(file.points, language), count(register.points, language)],
    [text('reconcile.purchase_count'), count(file.purchase_count, language), count(register.purchase_count, language)],
    [text('reconcile.purchase_amount'), yen(file.purchase_amount, language), yen(register.purchase_amount, language)],
    [text('reconcile.checksum'), file.checksum, register.checksum],
  ];
  const parts = (['same', 'differing', 'only_file', 'only_register', 'repeated', 'rejected'] as const).filter((part) => part === 'same' || report[part] > 0);
  return (
    <>
      <Card title={<>{text(report.agrees ? 'reconcile.agrees' : 'reconcile.differs')} <SourceChip source={report.source} /></>} aside={<span className="quiet break">{report.file_name}</span>} flush="flush">
        <div className="scroll">
          <table className={`table ${classes.totals}`}>
            <thead><tr><th scope="col" /><th scope="col" className="right">{text('reconcile.file')}</th><th scope="col" className="right">{text('reconcile.register')}</th></tr></thead>
            <tbody>
              {rows.map(([name, left, right]) => (
                <tr key={name} data-differs={left !== right} className={left === right ? undefined : classes.differs}>
                  <th scope="row">{name}</th><td className="right">{left}</td><td className="right">{right}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <dl className={classes.drift_counts}>
          {parts.map((part) => <div key={part}><dt>{text(`reconcile.${part}`)}</dt><dd className="num">{count(report[part], language)}</dd></div>)}
        </dl>
      </Card>
      {report.fields.length > 0 && (
        <Card title={text('reconcile.fields')}>
          <dl className={classes.drift_counts} style={{ padding: 0 }}>
            {report.fields.map((each) => <div key={each.field}><dt>{each.label}</dt><dd className="num">{count(each.count, language)}</dd></div>)}
          </dl>
        </Card>
      )}
      {report.examples.length > 0 && (
        <Card title={text('reconcile.examples')} flush="flush"><ul className={classes.drifts}>{report.examples.map((each, at) => <Example key={at} drift={each} />)}</ul></Card>
      )}
      {report.imports.length > 0 && (
        <Card title={text('reconcile.balance')} aside={<span className="quiet">{text('reconcile.balance_hint')}</span>} flush="flush">
          <div className="scroll">
            <table className="table">
              <tbody>
                {report.imports.map((each) => (
                  <tr key={each.id}>
                    <th scope="row"><Link href={paths.import_one(each.id)}>#{each.id}</Link></th>
                    <td className="right">{count(each.rows, language)} = {count(each.new, language)} + {count(each.changed, language)} + {count(each.same, language)} + {count(each.rejected, language)}</td>
                    <td>{text(each.balanced ? 'reconcile.balanced' : 'reconcile.unbalanced')}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </Card>
      )}
    </>
  );
}

function Example({ drift }: { drift: Drift }): React.JSX.Element {
  const text = useText();
  return (
    <li>
      <span className="quiet">{text(`reconcile.${drift.kind}`)}</span>
      <span><span className="mono break">{drift.source_key}</span>{drift.row > 0 && <span className="quiet"> · {text('reconcile.row', { row: drift.row })}</span>}{drift.number && <> · <Link href={paths.customer(drift.number)} className="mono">{drift.number}</Link></>}</span>
      <ul>
        {drift.fields.map((field) => (
          <li key={field.field}><span className="quiet">{field.label}</span> <span className="break"><del>{field.in_register ?? '—'}</del> → <ins>{field.in_file ?? '—'}</ins></span></li>
        ))}
      </ul>
    </li>
  );
}

function Earlier(): React.JSX.Element | null {
  const text = useText();
  const language = useLanguage();
  const list = useQuery({ queryKey: ['reconciliations'], queryFn: () => take(api.GET('/reconciliations')), refetchOnMount: 'always' });
  if (list.isPending) return <Waiting />;
  if (!list.data || list.data.items.length === 0) return null;
  return (
    <Card title={text('reconcile.earlier')} flush="flush">
      <ul className={classes.drifts}>
        {list.data.items.map((each) => (
          <li key={each.id}>
            <SourceChip source={each.source} />
            <span className="break">{each.file_name} <span className="quiet">{each.actor} · {dateTime(each.at, language)}</span></span>
            <span>{each.agrees ? text('reconcile.agrees') : text('reconcile.drift', { count: count(each.differing + each.only_file + each.only_register, language) })}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
