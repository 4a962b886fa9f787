// SPDX-License-Identifier: Apache-2.0
// Who has the data too, and whether he has erased them.
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { api, csrf, take } from '@/shared/api/client';
import { newKey } from '@/shared/api/intent';
import type { Erasure } from '@/shared/api/types';
import { dateTime } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import { ProblemAlert } from '@/shared/ui/Problem';

import classes from './erasure.module.css';

export function Recipients({ erasure, may }: { erasure: Erasure; may: boolean }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const client = useQueryClient();
  const done = useMutation({
    mutationFn: (recipient: string) => take(api.POST('/erasures/{erasure_id}/recipients', {
      params: { path: { erasure_id: erasure.id }, header: { ...csrf(), 'Idempotency-Key': newKey() } }, body: { recipient },
    })),
    onSuccess: () => void client.invalidateQueries(),
  });
  const open = erasure.state === 'erased' || erasure.state === 'buried';
  return (
    <>
      <ProblemAlert error={done.error} />
      <ul className={classes.list}>
        {erasure.tasks.map((task) => (
          <li key={task.recipient} className={classes.task}>
            <strong className="break">{task.recipient}</strong>
            {task.acknowledged_at
              ? <span className="quiet">{text('erasure.acknowledged', { at: dateTime(task.acknowledged_at, language), name: task.by })}</span>
              : <span>{text('erasure.not_acknowledged')}</span>}
            {may && open && !task.acknowledged_at && <Button size="compact-sm" variant="default" loading={done.isPending} onClick={() => done.mutate(task.recipient)}>{text('erasure.acknowledge')}</Button>}
          </li>
        ))}
      </ul>
    </>
  );
}
