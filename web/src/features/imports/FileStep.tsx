// SPDX-License-Identifier: Apache-2.0
import { Button, Progress } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState, type DragEvent } from 'react';

import type { Upload } from '@/shared/api/types';
import { uploadFile } from '@/shared/api/upload';
import { useText } from '@/shared/i18n/i18n';
import { Icon } from '@/shared/ui/Icon';
import { ProblemAlert } from '@/shared/ui/Problem';

import classes from './imports.module.css';

export function FileStep({ onUploaded }: { onUploaded: (upload: Upload) => void }): React.JSX.Element {
  const text = useText();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [share, setShare] = useState(0);
  const send = useMutation({ mutationFn: (file: File) => uploadFile(file, setShare), onSuccess: onUploaded });
  const take = (files: FileList | null): void => {
    const file = files?.[0];
    if (!file || send.isPending) return;
    setShare(0);
    send.mutate(file);
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  };
  return (
    <>
      <div
        className={classes.drop} data-over={over}
        onDragOver={(event) => { event.preventDefault(); setOver(true); }}
        onDragLeave={() => setOver(false)} onDrop={onDrop}
      >
        <Icon name="upload" size={34} />
        {send.isPending ? (
          <div style={{ width: 'min(360px, 100%)' }}>
            <p className={classes.drop_title}>{text('wizard.sending', { file: send.variables.name })}</p>
            <Progress.Root mt="sm" size="lg"><Progress.Section value={share * 100} animated aria-label={text('progress.label')} /></Progress.Root>
          </div>
        ) : (
          <>
            <p className={classes.drop_title}>{text('wizard.drop')}</p>
            <p className="quiet">{text('wizard.drop_or')}</p>
            <Button onClick={() => input.current?.click()} leftSection={<Icon name="file" />}>{text('wizard.choose')}</Button>
          </>
        )}
        <input
          ref={input} type="file" hidden aria-label={text('wizard.choose')}
          accept=".csv,.tsv,.txt,.ndjson,.jsonl,.json,.xlsx" onChange={(event) => { take(event.currentTarget.files); event.currentTarget.value = ''; }}
        />
        <p className="quiet">{text('wizard.drop_hint')}</p>
      </div>
      <ProblemAlert error={send.error} />
      <p className="quiet" style={{ margin: 0, fontSize: 13 }}>{text('wizard.safe')}</p>
    </>
  );
}
