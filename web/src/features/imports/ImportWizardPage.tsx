// SPDX-License-Identifier: Apache-2.0
// From a file to an import in four steps: send it, check how it is read, check which column is
// what, and see on a dry run what would happen.  Only then can it be run; the run has its own
// screen (ImportPage), so closing this one loses nothing.
import { Stepper } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';

import { api, csrf, take } from '@/shared/api/client';
import { useIntent } from '@/shared/api/intent';
import type { ImportRequest, MappingColumn, PreviewRequest, Upload } from '@/shared/api/types';
import { useText } from '@/shared/i18n/i18n';
import { paths } from '@/shared/paths';
import { Page } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';

import { previewUpload } from './api';
import { DryRunStep } from './DryRunStep';
import { FileStep } from './FileStep';
import classes from './imports.module.css';
import { MappingStep } from './MappingStep';
import { ReadStep } from './ReadStep';

export function ImportWizardPage(): React.JSX.Element {
  const text = useText();
  const [, navigate] = useLocation();
  const [step, setStep] = useState(0);
  const [upload, setUpload] = useState<Upload | null>(null);
  const [chosen, setChosen] = useState<PreviewRequest>({});
  const [source, setSource] = useState('');
  const [save_as, setSaveAs] = useState('');
  const [dry_run, setDryRun] = useState<number | null>(null);
  const intent = useIntent();

  const preview = useMutation({
    mutationFn: (settings: PreviewRequest) => previewUpload(upload!.upload_id, settings),
    onSuccess: (next) => setUpload(next),
  });
  const onSettings = (change: PreviewRequest): void => {
    const settings = { ...chosen, ...change, mapping: undefined };
    setChosen(settings);
    preview.mutate(settings);
  };

  const start = useMutation({
    mutationFn: (dry: boolean) => {
      const body = request(upload!, chosen, source, dry, save_as);
      return take(api.POST('/imports', { params: { header: { ...csrf(), ...intent.header(body) } }, body }));
    },
    onSuccess: (made, dry) => {
      intent.done();
      if (dry) {
        setDryRun(made.id);
        setStep(3);
      } else navigate(paths.import_one(made.id));
    },
  });

  const onUploaded = (next: Upload): void => {
    setUpload(next);
    setChosen({});
    setStep(1);
  };
  const onMapping = (mapping: MappingColumn[]): void => setUpload({ ...upload!, mapping, key_column: keyOf(mapping) });

  return (
    <Page title={text('imports.new')}>
      <Stepper active={step} size="xs" classNames={{ step: classes.step, stepBody: classes.step_body }} allowNextStepsSelect={false} onStepClick={(to) => upload && !start.isPending && setStep(to)} wrap={false}>
        <Stepper.Step label={text('wizard.step_file')} />
        <Stepper.Step label={text('wizard.step_read')} />
        <Stepper.Step label={text('wizard.step_map')} />
        <Stepper.Step label={text('wizard.step_check')} />
      </Stepper>
      {step === 0 && <FileStep onUploaded={onUploaded} />}
      {step === 1 && upload && (
        <ReadStep upload={upload} busy={preview.isPending} error={preview.error} onSettings={onSettings} onBack={() => setStep(0)} onNext={() => setStep(2)} />
      )}
      {step === 2 && upload && (
        <>
          <MappingStep
            upload={upload} source={source} save_as={save_as} busy={start.isPending}
            onMapping={onMapping} onSource={setSource} onSaveAs={setSaveAs}
            onBack={() => setStep(1)} onNext={() => start.mutate(true)}
          />
          <ProblemAlert error={start.error} />
        </>
      )}
      {step === 3 && dry_run !== null && (
        <>
          <DryRunStep id={dry_run} busy={start.isPending} onBack={() => setStep(2)} onRun={() => start.mutate(false)} />
          <ProblemAlert error={start.error} />
        </>
      )}
    </Page>
  );
}

export function keyOf(mapping: MappingColumn[]): string | null {
  return mapping.find((each) => each.field === 'source_key' && !each.ignored)?.column ?? null;
}

function request(upload: Upload, chosen: PreviewRequest, source: string, dry_run: boolean, save_as: string): ImportRequest {
  return {
    upload_id: upload.upload_id,
    source,
    dry_run,
    encoding: chosen.encoding ?? upload.encoding.name,
    format: upload.format,
    ...(upload.delimiter ? { delimiter: upload.delimiter } : {}),
    ...(upload.sheet ? { sheet: upload.sheet } : {}),
    mapping: upload.mapping,
    ...(save_as && !dry_run ? { save_mapping_as: save_as } : {}),
  };
}
