// SPDX-License-Identifier: Apache-2.0
import { Alert, Button } from '@mantine/core';

import { useText } from '@/shared/i18n/i18n';
import { Icon } from '@/shared/ui/Icon';
import { isGoing } from '@/shared/ui/ImportState';
import { Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';

import { useImport } from './api';
import { ImportProgress } from './ImportProgress';
import { ImportResult } from './ImportResult';
import classes from './imports.module.css';

interface DryRunStepProps {
  id: number;
  busy: boolean;
  onBack: () => void;
  onRun: () => void;
}

export function DryRunStep({ id, busy, onBack, onRun }: DryRunStepProps): React.JSX.Element {
  const text = useText();
  const { data: value, error, refetch } = useImport(id);
  if (error) return <ProblemAlert error={error} retry={() => void refetch()} />;
  if (!value) return <Waiting />;
  const done = value.state === 'dry_run_done';
  return (
    <>
      {isGoing(value.state) && (
        <div className="card"><div className="pad"><p className="quiet" style={{ marginTop: 0 }}>{text('wizard.dry_run_running')}</p><ImportProgress value={value} /></div></div>
      )}
      {value.state === 'failed' && (
        <Alert color="red" icon={<Icon name="warning" />} title={value.error?.title ?? text('imports.state.failed')} role="alert">{value.error?.detail}</Alert>
      )}
      {done && (
        <Alert color="ai" icon={<Icon name="check" />}>
          {value.new + value.changed > 0 ? text('wizard.dry_run_done') : text('wizard.nothing_new')}
        </Alert>
      )}
      {done && <ImportResult value={value} />}
      <div className={classes.foot}>
        <Button variant="default" onClick={onBack}>{text('common.back')}</Button>
        <Button onClick={onRun} loading={busy} disabled={!done} leftSection={<Icon name="check" />}>{text('wizard.run')}</Button>
      </div>
    </>
  );
}
