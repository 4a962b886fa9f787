// SPDX-License-Identifier: Apache-2.0
// A source always has the same colour, on every screen, so that the eye finds its values again.
import classes from './SourceChip.module.css';

const tones = 8;

export function toneOf(source: string): number {
  let sum = 0;
  for (const letter of source) sum = (sum * 31 + letter.charCodeAt(0)) % 9973;
  return sum % tones;
}

export function SourceChip({ source, title }: { source: string; title?: string }): React.JSX.Element {
  return (
    <span className={classes.chip} data-tone={toneOf(source)} title={title}>
      {source}
    </span>
  );
}
