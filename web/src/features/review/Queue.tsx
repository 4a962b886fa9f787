// SPDX-License-Identifier: Apache-2.0
import type { ReviewItem } from '@/shared/api/types';
import { bits } from '@/shared/format/format';
import { useText } from '@/shared/i18n/i18n';

import classes from './review.module.css';

interface QueueProps {
  items: ReviewItem[];
  shown: string;
  onChoose: (item: ReviewItem) => void;
}

export function Queue({ items, shown, onChoose }: QueueProps): React.JSX.Element {
  const text = useText();
  return (
    <nav className={`card ${classes.queue}`} aria-label={text('review.queue')}>
      <ol>
        {items.map((item) => (
          <li key={item.id}>
            <button type="button" onClick={() => onChoose(item)} aria-current={item.id === shown ? 'true' : undefined}>
              <span className="mono">{item.left_number}</span>
              <span className="mono">{item.right_number}</span>
              <span className={`${classes.score} num`}>{bits(item.bits)}</span>
              <small>{text(item.pick === 'value' ? `review.reason.${item.reason}` : `review.pick.${item.pick}`)}</small>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
