// SPDX-License-Identifier: Apache-2.0
import { NativeSelect } from '@mantine/core';

import type { Fields } from '@/shared/api/fields';
import type { MappingColumn, Upload } from '@/shared/api/types';
import { percent } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';

import classes from './imports.module.css';

const ignore = '-';
const sure = 0.8;

interface MappingTableProps {
  upload: Upload;
  fields: Fields;
  onMapping: (mapping: MappingColumn[]) => void;
}

export function MappingTable({ upload, fields, onMapping }: MappingTableProps): React.JSX.Element {
  const text = useText();
  const choices = [
    ...fields.all.filter((each) => each.name !== 'custom').map((each) => ({ value: each.name, label: fields.label(each.name) })),
    { value: 'custom', label: text('wizard.custom') },
    { value: ignore, label: text('wizard.ignore') },
  ];
  const choose = (at: number, field: string): void => {
    onMapping(upload.mapping.map((each, index) => (index !== at ? each : {
      column: each.column,
      field: field === ignore ? 'custom' : field,
      ignored: field === ignore,
      custom_name: field === 'custom' ? each.column : null,
      confidence: 1,
    })));
  };
  return (
    <div className="scroll">
      <table className={`table ${classes.mapping}`}>
        <thead>
          <tr>
            <th scope="col">{text('wizard.column')}</th>
            <th scope="col" className={classes.example_cell}>{text('wizard.example')}</th>
            <th scope="col">{text('wizard.field')}</th>
            <th scope="col" className={classes.confidence_cell}>{text('wizard.confidence')}</th>
          </tr>
        </thead>
        <tbody>
          {upload.mapping.map((each, at) => (
            <tr key={at} className={each.ignored ? classes.ignored : undefined}>
              <td className="break"><strong>{each.column}</strong></td>
              <td className={classes.example_cell}><div className={classes.example}>{example(upload, at)}</div></td>
              <td className={classes.field}>
                <NativeSelect
                  size="xs" aria-label={text('wizard.field_of', { column: each.column })} data={choices}
                  value={each.ignored ? ignore : each.field} onChange={(event) => choose(at, event.currentTarget.value)}
                />
              </td>
              <td className={classes.confidence_cell}><Confidence value={each} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function example(upload: Upload, column: number): string {
  const values = upload.sample.map((row) => row[column] ?? '').filter((value) => value !== '');
  return [...new Set(values)].slice(0, 3).join('、');
}

function Confidence({ value }: { value: MappingColumn }): React.JSX.Element | null {
  const text = useText();
  const language = useLanguage();
  if (value.ignored) return null;
  const confidence = value.confidence ?? 0;
  const low = confidence < sure;
  return (
    <span className={classes.confidence}>
      <span className={classes.meter} data-low={low} aria-hidden><span style={{ width: `${confidence * 100}%` }} /></span>
      <span className="num">{percent(confidence, language)}</span>
      {low && <span className={classes.flag}>{text('wizard.check_this')}</span>}
    </span>
  );
}
