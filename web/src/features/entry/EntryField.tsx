// SPDX-License-Identifier: Apache-2.0
// One field with what the server says about its value: wrong in red, doubtful in amber, and a tidier
// form that one click takes over.
import { Button, TextInput } from '@mantine/core';

import { useFields } from '@/shared/api/fields';
import type { FieldFinding } from '@/shared/api/types';
import { useText } from '@/shared/i18n/i18n';

import classes from './entry.module.css';
import type { EntryFieldInfo } from './values';

interface EntryFieldProps {
  field: EntryFieldInfo;
  value: string;
  findings: FieldFinding[];
  onChange: (raw: string) => void;
}

export function EntryField({ field, value, findings, onChange }: EntryFieldProps): React.JSX.Element {
  const text = useText();
  const fields = useFields();
  const worst = value.trim() === '' ? undefined : findings[0];
  return (
    <div className={field.wide && classes.wide}>
      <TextInput
        label={fields.label(field.name)} value={value} onChange={(event) => onChange(event.currentTarget.value)} inputMode={field.mode} maxLength={200}
        placeholder={field.example} autoComplete="off" spellCheck={false} error={worst?.fault === 'wrong' ? worst.text : undefined}
      />
      {worst && worst.fault !== 'wrong' && <p className={classes.note} data-fault={worst.fault} role="status">{worst.text}</p>}
      {worst?.proposal && worst.proposal !== value && (
        <Button size="compact-xs" variant="light" onClick={() => onChange(worst.proposal!)}>{text('entry.use', { value: worst.proposal })}</Button>
      )}
    </div>
  );
}
