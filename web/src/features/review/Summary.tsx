// SPDX-License-Identifier: Apache-2.0
// What the next reviews are worth, how right the automatic joins are, and how far people agree.
import { useQuery } from '@tanstack/react-query';

import { api, take } from '@/shared/api/client';
import { percent } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';

import classes from './review.module.css';

export function Summary(): React.JSX.Element | null {
  const text = useText();
  const language = useLanguage();
  const { data } = useQuery({ queryKey: ['review_summary'], queryFn: () => take(api.GET('/reviews/summary')), staleTime: 30_000 });
  if (!data) return null;
  const { next, agreement, precision } = data;
  return (
    <dl className={classes.summary}>
      {next.reviews > 0 && (
        <div>
          <dt>{text('review.worth', { count: next.reviews })}</dt>
          <dd>{text('review.worth_value', { joins: Math.round(next.joins), pairs: Math.round(next.pairs), points: next.recall_points.toFixed(2) })}</dd>
        </div>
      )}
      <div>
        <dt>{text('review.precision')}</dt>
        <dd>{precision.judged === 0 ? text('review.precision_none') : text('review.precision_value', {
          share: percent(precision.precision, language), low: percent(precision.low, language), high: percent(precision.high, language), count: precision.judged,
        })}</dd>
      </div>
      <div>
        <dt>{text('review.agreement')}</dt>
        <dd>{agreement.pairs === 0 ? text('review.agreement_none') : text('review.agreement_value', {
          share: percent(agreement.percent / 100, language), kappa: agreement.kappa.toFixed(2), count: agreement.pairs,
        })}</dd>
      </div>
    </dl>
  );
}
