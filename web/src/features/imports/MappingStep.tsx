// SPDX-License-Identifier: Apache-2.0
// Which column is what.  The machine proposes, with a confidence; a person confirms.  A mapping
// that was saved before fills in every column that has the same header.
import { Alert, Autocomplete, Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import { api, take } from '@/shared/api/client';
import { useFields } from '@/shared/api/fields';
import type { MappingColumn, Upload } from '@/shared/api/types';
import { useText } from '@/shared/i18n/i18n';
import { Icon } from '@/shared/ui/Icon';
import { Card, Waiting } from '@/shared/ui/Page';

import classes from './imports.module.css';
import { MappingTable } from './MappingTable';

interface MappingStepProps {
  upload: Upload;
  source: string;
  save_as: string;
  busy: boolean;
  onMapping: (mapping: MappingColumn[]) => void;
  onSource: (source: string) => void;
  onSaveAs: (name: string) => void;
  onBack: () => void;
  onNext: () => void;
}

const order: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error'];
const source_form = /^[a-z0-9][a-z0-9_-]{0,62}$/;

export function MappingStep(props: MappingStepProps): React.JSX.Element {
  const { upload, source, save_as, busy, onMapping, onSource, onSaveAs, onBack, onNext } = props;
  const text = useText();
  const fields = useFields();
  const sources = useQuery({ queryKey: ['sources'], queryFn: () => take(api.GET('/sources')) });
  const saved = useQuery({ queryKey: ['mappings'], queryFn: () => take(api.GET('/mappings')) });
  const doubles = doubled(upload.mapping).map((field) => fields.label(field));
  const source_bad = source !== '' && !source_form.test(source);

  const onSaved = (name: string): void => {
    const found = saved.data?.items.find((each) => each.name === name);
    if (!found) return;
    const known = new Map(found.mapping.map((each) => [each.column, each]));
    onMapping(upload.mapping.map((each) => ({ ...(known.get(each.column) ?? each), confidence: known.has(each.column) ? 1 : each.confidence })));
  };

  return (
    <>
      <Card>
        <div className={classes.two}>
          <Autocomplete
            label={text('wizard.source')} description={text('wizard.source_hint')} value={source} onChange={(value) => onSource(value.trim())}
            data={sources.data?.items.map((each) => each.name) ?? []} error={source_bad && text('wizard.source_bad')} required withAsterisk={false} inputWrapperOrder={order}
          />
          {(saved.data?.items.length ?? 0) > 0 && (
            <NativeSelect
              label={text('wizard.saved_mapping')} defaultValue="" onChange={(event) => onSaved(event.currentTarget.value)}
              data={[{ value: '', label: text('wizard.saved_mapping_none') }, ...saved.data!.items.map((each) => each.name)]}
            />
          )}
        </div>
      </Card>
      <Card title={text('wizard.step_map')} flush="flush" aside={<span className="quiet" style={{ fontSize: 13 }}>{text('wizard.mapping_hint')}</span>}>
        {fields.all.length === 0 ? <Waiting /> : <MappingTable upload={upload} fields={fields} onMapping={onMapping} />}
      </Card>
      <Alert color={upload.key_column ? 'ai' : 'yellow'} icon={<Icon name={upload.key_column ? 'key' : 'warning'} />} title={text('wizard.key')}>
        {upload.key_column ? text('wizard.key_is', { column: upload.key_column }) : text('wizard.key_none')}
      </Alert>
      {doubles.length > 0 && <Alert color="yellow" icon={<Icon name="warning" />}>{text('wizard.duplicate_field', { fields: doubles.join(', ') })}</Alert>}
      <TextInput label={text('wizard.save_as')} description={text('common.optional')} value={save_as} maxLength={64} maw={360} onChange={(event) => onSaveAs(event.currentTarget.value.replace(/[/\\]/g, ''))} />
      <div className={classes.foot}>
        <Button variant="default" onClick={onBack}>{text('common.back')}</Button>
        <Button onClick={onNext} loading={busy} disabled={source === '' || source_bad}>{text('wizard.dry_run')}</Button>
      </div>
    </>
  );
}

export function doubled(mapping: MappingColumn[]): string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { field, ignored } of mapping) {
    if (ignored || field === 'custom') continue;
    if (seen.has(field)) twice.add(field);
    seen.add(field);
  }
  return [...twice];
}
