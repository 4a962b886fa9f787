// SPDX-License-Identifier: Apache-2.0
// What goes on in the background, or how it ended.
import { Button, Progress } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { ApiError, api, csrf, take } from '@/shared/api/client';
import type { ModelWork } from '@/shared/api/types';
import { count, dateTime } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import { Card } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';

import classes from './steward.module.css';

// Of the bar: what comes after reading has no measure of its own.
const reading = 80;

export function WorkCard({ work }: { work: ModelWork }): React.JSX.Element | null {
  const text = useText();
  const language = useLanguage();
  const client = useQueryClient();
  const stop = useMutation({
    mutationFn: () => take(api.DELETE('/models/work', { params: { header: csrf() } })),
    onSettled: () => void client.invalidateQueries({ queryKey: ['models'] }),
  });
  const names = { number: String(work.number), who: work.started_by };
  if (work.state !== 'running') {
    if (work.state === 'done' && work.kind === 'compare') return null;
    return (
      <Card>
        <div className={classes.work_line}>
          <strong>{text(`model.work.${work.kind}.${work.state}`, { ...names, moved: count(work.moved, language) })}</strong>
          {work.finished_at && <span className="quiet num">{dateTime(work.finished_at, language)}</span>}
        </div>
        {work.state === 'failed' && work.error && <ProblemAlert error={new ApiError(0, work.error)} />}
      </Card>
    );
  }
  const share = work.records_total > 0 ? Math.min(1, work.records_done / work.records_total) : 0;
  return (
    <Card>
      <div className={classes.work_line} aria-live="polite">
        <strong>{text(`model.work.${work.kind}.running`, names)}</strong>
        {work.step !== 'switching' && <Button size="compact-sm" variant="default" loading={stop.isPending} onClick={() => stop.mutate()}>{text('model.work.stop')}</Button>}
      </div>
      <Progress.Root size="lg"><Progress.Section value={work.step === 'reading' ? share * reading : 90} aria-label={text('progress.label')} animated /></Progress.Root>
      <p className={`quiet ${classes.lead}`}>
        {work.step !== '' && text(`model.step.${work.step}`)} <span className="num">{text('model.work.records', { done: count(work.records_done, language), total: count(work.records_total, language) })}</span>
      </p>
      <ProblemAlert error={stop.error} />
    </Card>
  );
}
