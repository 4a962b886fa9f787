// SPDX-License-Identifier: Apache-2.0
// The whole customers, not only the two records: what else a verdict brings together or keeps apart.
import { useFields } from '@/shared/api/fields';
import type { Review, ReviewSide } from '@/shared/api/types';
import { useText } from '@/shared/i18n/i18n';
import { Card } from '@/shared/ui/Page';
import { SourceChip } from '@/shared/ui/SourceChip';

import classes from './review.module.css';

const shown_fields = ['name_full', 'surname', 'given_name', 'kana_full', 'company', 'birth_date', 'phone', 'mobile', 'email', 'address_full', 'prefecture', 'city', 'town'];

export function Members({ review }: { review: Review }): React.JSX.Element | null {
  const text = useText();
  const { left_members, right_members } = review;
  if (left_members.length + right_members.length === 0) return null;
  return (
    <Card title={text('review.members')}>
      <div className={classes.clusters}>
        <Side title={`${text('review.left')} ${review.left.number}`} members={left_members} all={review.left.members} />
        <Side title={`${text('review.right')} ${review.right.number}`} members={right_members} all={review.right.members} />
      </div>
    </Card>
  );
}

function Side({ title, members, all }: { title: string; members: ReviewSide[]; all: number }): React.JSX.Element {
  const text = useText();
  const fields = useFields();
  return (
    <section>
      <h3>{title}</h3>
      {members.length === 0 && <p className="quiet">{text('review.members_none')}</p>}
      <ul>
        {members.map((member) => (
          <li key={member.record_id}>
            <SourceChip source={member.source} />{' '}
            {member.values.filter((each) => shown_fields.includes(each.field)).map((each, at) => (
              <span key={at} title={fields.label(each.field, each.custom_name)} className="break">{each.raw} </span>
            ))}
          </li>
        ))}
      </ul>
      {all - 1 > members.length && members.length > 0 && <p className="quiet">{text('review.members_more', { count: all - 1 - members.length })}</p>}
    </section>
  );
}
