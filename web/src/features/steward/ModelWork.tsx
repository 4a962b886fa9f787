// SPDX-License-Identifier: Apache-2.0
// What goes on in the background, or how it ended.  One and the same line tells its start and its
// end, so that a screen reader hears both; how far it is, it may be asked.
import { Button, Progress } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLayoutEffect, useRef } from 'react';

import { ApiError, api, csrf, take } from '@/shared/api/client';
import type { ModelWork } from '@/shared/api/types';
import { count, dateTime } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import { ProblemAlert } from '@/shared/ui/Problem';

import classes from './steward.module.css';

export const workKey = ['models', 'work'] as const;

// Of the bar: reading and deciding take about as long as each other, the rest has no measure.
const parts = { '': [0, 0], reading: [0, 50], deciding: [50, 45], switching: [95, 0] } as const;

export function progressOf(work: ModelWork): number {
  const [from, part] = parts[work.step];
  const share = work.records_total > 0 ? Math.min(1, work.records_done / work.records_total) : 0;
  return from + share * part;
}

export function WorkCard({ work }: { work: ModelWork | null }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const line = useRef<HTMLElement>(null);
  const running = work?.state === 'running';
  const told = work && text(`model.work.${work.kind}.${work.state}`, { number: String(work.number), who: work.started_by, moved: count(work.moved, language) });
  // There from the start: a line that comes together with its words is not read out.
  return (
    <section className={work ? 'card' : classes.no_work}>
      <div className={work ? 'pad' : undefined}>
        <div className={classes.work_line}>
          <strong role="status" tabIndex={-1} ref={line}>{told}</strong>
          {running && work.step !== 'switching' && <StopButton key={work.started_at} line={line} />}
          {work?.finished_at && <span className="quiet num">{dateTime(work.finished_at, language)}</span>}
        </div>
        {running && (
          <>
            <Progress.Root size="lg"><Progress.Section value={progressOf(work)} aria-label={text('progress.label')} animated /></Progress.Root>
            <p className={`quiet ${classes.lead}`}>
              {work.step !== '' && text(`model.step.${work.step}`)} <span className="num">{text('model.work.records', { done: count(work.records_done, language), total: count(work.records_total, language) })}</span>
            </p>
          </>
        )}
        {work?.state === 'failed' && work.error && <ProblemAlert error={new ApiError(0, work.error)} />}
      </div>
    </section>
  );
}

// It stays where it is, and keeps the focus, until the work has ended; then the line that says so
// has it.  (A button that is disabled would drop it.)
function StopButton({ line }: { line: React.RefObject<HTMLElement | null> }): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const button = useRef<HTMLButtonElement>(null);
  const stop = useMutation({
    mutationFn: () => take(api.DELETE('/models/work', { params: { header: csrf() } })),
    onSettled: () => void client.invalidateQueries({ queryKey: workKey }),
  });
  useLayoutEffect(() => {
    const here = button.current;
    const there = line.current;
    return () => {
      if (here && document.activeElement === here) there?.focus();
    };
  }, [line]);
  const asked = stop.isPending || stop.isSuccess;
  return (
    <>
      <Button
        ref={button} size="compact-sm" variant="default" data-disabled={asked || undefined} aria-disabled={asked}
        onClick={() => { if (!asked) stop.mutate(); }}
      >
        {text(asked ? 'model.work.stopping' : 'model.work.stop')}
      </Button>
      <ProblemAlert error={stop.error} />
    </>
  );
}
