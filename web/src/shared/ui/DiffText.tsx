// SPDX-License-Identifier: Apache-2.0
// One side of a comparison, marked to the character: softly where only the spelling differs,
// strongly where the value does.  <mark> tells screen readers too.
import type { Piece } from '@/shared/format/diff';

import classes from './DiffText.module.css';

export function DiffText({ pieces }: { pieces: Piece[] }): React.JSX.Element {
  return (
    <span className="break">
      {pieces.map((piece, at) =>
        piece.kind === 'same'
          ? <span key={at}>{piece.text}</span>
          : <mark key={at} className={piece.kind === 'hard' ? classes.hard : classes.soft}>{piece.text}</mark>,
      )}
    </span>
  );
}
