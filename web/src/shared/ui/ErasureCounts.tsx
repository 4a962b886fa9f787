// SPDX-License-Identifier: Apache-2.0
import type { ErasureCounts as Counts } from '@/shared/api/types';
import { count } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';

import classes from './ErasureCounts.module.css';

const kinds = ['records', 'versions', 'evidence', 'moves', 'verdicts', 'rejected_rows', 'kept_answers', 'numbers'] as const;

export function ErasureCounts({ counts }: { counts: Counts }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  return (
    <dl className={classes.counts}>
      {kinds.filter((kind) => counts[kind] > 0).map((kind) => (
        <div key={kind}><dt>{text(`erasure.counts.${kind}`)}</dt><dd className="num">{count(counts[kind], language)}</dd></div>
      ))}
    </dl>
  );
}
