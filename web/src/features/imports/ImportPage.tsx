// SPDX-License-Identifier: Apache-2.0
// One import: how far it is while it runs, what it did when it is over, and the way back.
import { Alert, Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { api, csrf, take } from '@/shared/api/client';
import { useIntent } from '@/shared/api/intent';
import type { Import } from '@/shared/api/types';
import { useText } from '@/shared/i18n/i18n';
import { Confirm } from '@/shared/ui/Confirm';
import { Icon } from '@/shared/ui/Icon';
import { ImportState, isGoing } from '@/shared/ui/ImportState';
import { Page, Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';
import { SourceChip } from '@/shared/ui/SourceChip';

import { useImport } from './api';
import { ImportProgress } from './ImportProgress';
import { ImportResult } from './ImportResult';

export function ImportPage({ id }: { id: number }): React.JSX.Element {
  const text = useText();
  const query = useImport(id);
  const value = query.data;
  if (!value) {
    return (
      <Page title={text('imports.title')}>
        {query.error ? <ProblemAlert error={query.error} retry={() => void query.refetch()} /> : <Waiting />}
      </Page>
    );
  }
  return (
    <Page
      title={value.file_name}
      aside={<><SourceChip source={value.source} /><ImportState value={value} />{value.state === 'done' && !value.dry_run && <Undo value={value} />}</>}
    >
      {value.state === 'failed' && (
        <Alert color="red" icon={<Icon name="warning" />} title={text('result.failed')} role="alert">
          {value.error && <><strong>{value.error.title}</strong><div>{value.error.detail}</div></>}
        </Alert>
      )}
      {value.state === 'undone' && <Alert color="gray" icon={<Icon name="undo" />}>{text('result.undone')}</Alert>}
      {isGoing(value.state) && <div className="card"><div className="pad"><ImportProgress value={value} /></div></div>}
      <ImportResult value={value} />
    </Page>
  );
}

function Undo({ value }: { value: Import }): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const intent = useIntent();
  const [asking, setAsking] = useState(false);
  const undo = useMutation({
    mutationFn: () => take(api.POST('/imports/{import_id}/undo', {
      params: { path: { import_id: value.id }, header: { ...csrf(), ...intent.header(value.id) } },
    })),
    onSuccess: (next) => {
      intent.done();
      setAsking(false);
      client.setQueryData(['import', value.id], next);
      void client.invalidateQueries({ queryKey: ['import', value.id] });
    },
  });
  return (
    <>
      <Button variant="default" leftSection={<Icon name="undo" />} onClick={() => setAsking(true)}>{text('result.undo')}</Button>
      <Confirm
        opened={asking} title={text('result.undo_title')} hint={text('result.undo_hint')} action={text('result.undo_do')}
        error={undo.error} busy={undo.isPending} onDo={() => undo.mutate()} onClose={() => setAsking(false)}
      />
    </>
  );
}
