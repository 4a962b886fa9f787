// SPDX-License-Identifier: Apache-2.0
// A bar with what it means: how much is read, how fast, how long still.
import { Progress } from '@mantine/core';

import type { Import } from '@/shared/api/types';
import { bytes, count } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';

import classes from './imports.module.css';

export function ImportProgress({ value }: { value: Import }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const share = value.bytes_total > 0 ? Math.min(100, (value.bytes_read / value.bytes_total) * 100) : 0;
  return (
    <div aria-live="off">
      <div className={classes.progress_line}>
        <strong>{text(`imports.state.${value.state}`)}</strong>
        <span className="num">{Math.floor(share)}%</span>
      </div>
      <Progress.Root size="lg">
        <Progress.Section value={share} aria-label={text('progress.label')} animated />
      </Progress.Root>
      <div className={classes.progress_notes}>
        <span className="num">{text('common.items', { count: count(value.rows_read, language) })}</span>
        <span className="num">{text('progress.read', { done: bytes(value.bytes_read, language), total: bytes(value.bytes_total, language) })}</span>
        {value.rows_per_second != null && <span className="num">{text('progress.rows_per_second', { count: count(Math.round(value.rows_per_second), language) })}</span>}
        {value.seconds_left != null && <span className="num">{left(value.seconds_left)}</span>}
      </div>
    </div>
  );

  function left(seconds: number): string {
    if (seconds < 90) return text('progress.seconds_left', { count: Math.max(1, Math.ceil(seconds)) });
    return text('progress.minutes_left', { count: Math.ceil(seconds / 60) });
  }
}
