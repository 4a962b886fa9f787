// SPDX-License-Identifier: Apache-2.0
// The golden record: one line per field, its value, the source it came from and by which rule, and
// the values that lost.
import { Tooltip } from '@mantine/core';

import type { Customer, GoldenField } from '@/shared/api/types';
import { birth, date, phone, yen } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import type { Language } from '@/shared/i18n/language';
import { SourceChip } from '@/shared/ui/SourceChip';

import classes from './customer.module.css';
import { Unmask } from './Unmask';

export function GoldenTable({ customer }: { customer: Customer }): React.JSX.Element {
  const text = useText();
  return (
    <table className={`table ${classes.golden}`}>
      <thead>
        <tr>
          <th scope="col">{text('customer.field')}</th>
          <th scope="col">{text('customer.value')}</th>
          <th scope="col">{text('customer.from')}</th>
          <th scope="col">{text('customer.others')}</th>
        </tr>
      </thead>
      <tbody>
        {customer.golden.map((each, at) => <Line key={at} number={customer.number} field={each} />)}
      </tbody>
    </table>
  );
}

function Line({ number, field }: { number: string; field: GoldenField }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const { lineage } = field;
  const rule = text(`customer.rule.${lineage.rule}`);
  const detail = `${rule} · ${lineage.source_key} · ${text('customer.version_at', { version: lineage.version, at: date(lineage.at, language) })}`;
  return (
    <tr>
      <th scope="row">{field.custom_name ?? field.label}</th>
      <td className={`${classes.value} break`}>
        {field.shown === 'tokenised'
          ? <Tooltip label={text('access.token_hint')}><span tabIndex={0} className="mono">{field.value.slice(0, 12)}…</span></Tooltip>
          : field.shown === 'masked' ? <span className={classes.masked}>{field.value}</span> : shown(field.field, field.value, language)}
        {field.shown === 'masked' && <Unmask number={number} field={field} />}
      </td>
      <td className={classes.from}>
        <Tooltip label={detail}><span tabIndex={0} aria-label={`${lineage.source}: ${detail}`}><SourceChip source={lineage.source} /></span></Tooltip>
        <small className={classes.rule}>{rule}</small>
      </td>
      <td>
        {field.others.length > 0 && (
          <ul className={classes.others}>
            {field.others.map((other, at) => (
              <li key={at}><span className="break">{field.shown ? other.value : shown(field.field, other.value, language)}</span> <SourceChip source={other.source} /></li>
            ))}
          </ul>
        )}
      </td>
    </tr>
  );
}

export function shown(field: string, value: string, language: Language): string {
  if (field === 'phone' || field === 'mobile' || field === 'fax') return phone(value);
  if (field === 'purchase_amount') return yen(value, language);
  if (field === 'birth_date') return birth(value, language);
  return value;
}
