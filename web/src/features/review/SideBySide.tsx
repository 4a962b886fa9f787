// SPDX-License-Identifier: Apache-2.0
import { Anchor, Checkbox } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';

import { useFields } from '@/shared/api/fields';
import type { Review, ReviewSide } from '@/shared/api/types';
import { date } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import { paths } from '@/shared/paths';
import { DiffText } from '@/shared/ui/DiffText';
import { SourceChip } from '@/shared/ui/SourceChip';

import classes from './review.module.css';
import { rows, type RowKind } from './rows';

export function SideBySide({ review }: { review: Review }): React.JSX.Element {
  const text = useText();
  const fields = useFields();
  const [equal_too, setEqualToo] = useState(true);
  const all = rows(review.left.values, review.right.values, fields.order);
  const shown = equal_too ? all : all.filter((row) => row.kind !== 'same');
  const words: Record<RowKind, string> = {
    hard: text('review.fields_hard'), soft: text('review.fields_soft'), same: text('review.fields_same'),
    only_left: text('review.only_left'), only_right: text('review.only_right'),
  };
  return (
    <section className="card">
      <header>
        <h2>{text(`review.reason.${review.reason}`)}</h2>
        <Checkbox size="xs" label={text('review.show_same')} checked={equal_too} onChange={(event) => setEqualToo(event.currentTarget.checked)} />
      </header>
      <table className={`table ${classes.sides}`}>
        <thead>
          <tr>
            <th scope="col">{text('customer.field')}</th>
            <th scope="col"><Side name={text('review.left')} side={review.left} /></th>
            <th scope="col"><Side name={text('review.right')} side={review.right} /></th>
            <th scope="col" className={classes.kind}><span className="quiet">{text('result.what')}</span></th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row, at) => (
            <tr key={at} data-kind={row.kind}>
              <th scope="row">{fields.label(row.field, row.custom_name)}</th>
              <td>{row.kind === 'only_right' ? <None /> : <DiffText pieces={row.kind === 'only_left' ? plain(row.left) : row.left} />}</td>
              <td>{row.kind === 'only_left' ? <None /> : <DiffText pieces={row.kind === 'only_right' ? plain(row.right) : row.right} />}</td>
              <td className={classes.kind}><span data-kind={row.kind}>{words[row.kind]}</span></td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

// A value that the other side does not have differs as a whole; marking every letter says nothing.
function plain(pieces: { text: string }[]): { kind: 'same'; text: string }[] {
  return pieces.map(({ text }) => ({ kind: 'same', text }));
}

function None(): React.JSX.Element {
  const text = useText();
  return <span className="quiet">{text('why.missing')}</span>;
}

function Side({ name, side }: { name: string; side: ReviewSide }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  return (
    <div className={classes.side}>
      <span><SourceChip source={side.source} title={name} /> <span className="mono">{side.source_key}</span></span>
      <span>
        <Anchor component={Link} href={paths.customer(side.number)} className="mono" fz="sm">{side.number}</Anchor>
        <small> {text('search.members', { count: side.members })} · {date(side.last_changed, language)}</small>
      </span>
    </div>
  );
}
