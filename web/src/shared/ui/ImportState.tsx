// SPDX-License-Identifier: Apache-2.0
import type { Import } from '@/shared/api/types';
import { useText } from '@/shared/i18n/i18n';

const look: Record<Import['state'], { background: string; color: string }> = {
  waiting: { background: '#e9ebef', color: '#414b58' },
  running: { background: '#e3eefb', color: '#1a4f8b' },
  done: { background: '#e2f4ea', color: '#1b5e3f' },
  failed: { background: '#fde8e3', color: '#9c3218' },
  undoing: { background: '#fdf3dc', color: '#774f05' },
  undone: { background: '#e9ebef', color: '#414b58' },
  dry_run_done: { background: '#f0e8fb', color: '#5b3695' },
};

export function ImportState({ value }: { value: Import }): React.JSX.Element {
  const text = useText();
  const label = value.dry_run && value.state === 'dry_run_done' ? text('imports.dry_run') : text(`imports.state.${value.state}`);
  const { background, color } = look[value.state];
  return <span className="tag" style={{ background, color }}>{label}</span>;
}

export function isGoing(state: Import['state'] | undefined): boolean {
  return state === 'waiting' || state === 'running' || state === 'undoing';
}
