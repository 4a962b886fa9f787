// SPDX-License-Identifier: Apache-2.0
// How the file is read: encoding, format, delimiter, sheet.  Every change shows its effect on the
// sample at once, because a person sees 文字化け where a score does not.
import { Alert, Button, Select } from '@mantine/core';

import type { PreviewRequest, Upload } from '@/shared/api/types';
import { percent } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import { Icon } from '@/shared/ui/Icon';
import { Card } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';

import classes from './imports.module.css';

const encodings = [
  { value: 'utf-8', label: 'UTF-8' },
  { value: 'cp932', label: 'Shift_JIS (CP932)' },
  { value: 'euc-jp', label: 'EUC-JP' },
  { value: 'utf-16le', label: 'UTF-16 LE' },
  { value: 'utf-16be', label: 'UTF-16 BE' },
  { value: 'iso-2022-jp', label: 'ISO-2022-JP' },
  { value: 'windows-1252', label: 'Windows-1252' },
];
const formats = ['csv', 'tsv', 'ndjson', 'xlsx'].map((value) => ({ value, label: value.toUpperCase() }));

interface ReadStepProps {
  upload: Upload;
  busy: boolean;
  error: unknown;
  onSettings: (change: PreviewRequest) => void;
  onBack: () => void;
  onNext: () => void;
}

export function ReadStep({ upload, busy, error, onSettings, onBack, onNext }: ReadStepProps): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const is_text = upload.format === 'csv' || upload.format === 'tsv';
  return (
    <>
      <Card title={upload.file_name}>
        <div className={classes.settings}>
          {upload.format !== 'xlsx' && (
            <Select
              label={text('wizard.encoding')} data={encodings} value={upload.encoding.name} allowDeselect={false} w={200}
              onChange={(encoding) => encoding && onSettings({ encoding })} disabled={busy}
            />
          )}
          <Select
            label={text('wizard.format')} data={formats} value={upload.format} allowDeselect={false} w={120}
            onChange={(format) => format && onSettings({ format: format as Upload['format'], delimiter: undefined })} disabled={busy}
          />
          {is_text && (
            <Select
              label={text('wizard.delimiter')} allowDeselect={false} w={140} value={upload.delimiter} disabled={busy}
              data={[
                { value: ',', label: text('wizard.delimiter_comma') },
                { value: '\t', label: text('wizard.delimiter_tab') },
                { value: ';', label: text('wizard.delimiter_semicolon') },
                { value: '|', label: text('wizard.delimiter_pipe') },
              ]}
              onChange={(delimiter) => delimiter && onSettings({ delimiter })}
            />
          )}
          {upload.sheets.length > 1 && (
            <Select label={text('wizard.sheet')} data={upload.sheets} value={upload.sheet} allowDeselect={false} w={200} onChange={(sheet) => sheet && onSettings({ sheet })} disabled={busy} />
          )}
          {upload.format !== 'xlsx' && (
            <span className={classes.sure}>{text('wizard.encoding_sure', { percent: percent(upload.encoding.confidence, language) })}</span>
          )}
        </div>
        {upload.encoding.ambiguous && (
          <Alert mt="md" color="yellow" icon={<Icon name="warning" />}>{text('wizard.encoding_ambiguous')}</Alert>
        )}
      </Card>
      <ProblemAlert error={error} />
      <Card title={text('wizard.sample', { count: upload.sample.length })} flush="flush">
        <div className={classes.sample} tabIndex={0} role="region" aria-label={text('wizard.sample_of', { file: upload.file_name })}>
          <table className="table">
            <thead>
              <tr><th scope="col" className={classes.line_number}>{text('result.row')}</th>{upload.header.map((name, at) => <th key={at} scope="col">{name}</th>)}</tr>
            </thead>
            <tbody>
              {upload.sample.map((row, line) => (
                <tr key={line}>
                  <td className={classes.line_number}>{line + 2}</td>
                  {row.map((cell, at) => <td key={at} title={cell}>{cell}</td>)}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Card>
      <div className={classes.foot}>
        <Button variant="default" onClick={onBack}>{text('wizard.again')}</Button>
        <Button onClick={onNext} loading={busy}>{text('common.next')}</Button>
      </div>
    </>
  );
}
