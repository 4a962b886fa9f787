// SPDX-License-Identifier: Apache-2.0
// Who it may be already, with the reasons.
import { Badge } from '@mantine/core';
import { Link } from 'wouter';

import type { ResolveMatch, Resolution } from '@/shared/api/types';
import { percent } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import { paths } from '@/shared/paths';
import { Card } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';

import classes from './entry.module.css';

interface DuplicatesProps {
  matches: ResolveMatch[];
  zone: Resolution['zone'] | undefined;
  asked: boolean;
  stale: boolean;
  error: unknown;
}

export function Duplicates({ matches, zone, asked, stale, error }: DuplicatesProps): React.JSX.Element {
  const text = useText();
  return (
    <div className={classes.aside} data-stale={stale}>
      <Card title={text('entry.duplicates')}>
        <ProblemAlert error={error} />
        <p className="quiet" role="status">{text(!asked || !zone ? 'entry.duplicates_hint' : `entry.zone.${zone}`)}</p>
        <ol className={classes.matches}>{matches.map((match) => <Match key={match.number} match={match} />)}</ol>
      </Card>
    </div>
  );
}

function Match({ match }: { match: ResolveMatch }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const agreeing = match.reasons.comparisons.filter((each) => each.bits > 0.5).sort((a, b) => b.bits - a.bits).slice(0, 5);
  const against = match.reasons.comparisons.filter((each) => each.bits < -0.5).sort((a, b) => a.bits - b.bits).slice(0, 3);
  return (
    <li className={classes.match}>
      <div className={classes.head}>
        <Link href={paths.customer(match.number)} className="mono">{match.number}</Link>
        <strong className="num">{percent(match.probability, language)}</strong>
      </div>
      <div><strong>{match.name ?? match.company ?? ''}</strong> <small className="quiet">{match.kana}</small></div>
      <div className="quiet break">{[match.birth_date, match.phone, match.email, match.address].filter(Boolean).join(' · ')}</div>
      <div className={classes.reasons}>
        {agreeing.map((each) => <Badge key={each.name} size="sm" color="#2c7a5b" variant="light">{each.label ?? each.name} · {each.level_text ?? each.level}</Badge>)}
        {against.map((each) => <Badge key={each.name} size="sm" color="#b5482d" variant="light">{each.label ?? each.name} · {each.level_text ?? each.level}</Badge>)}
      </div>
      <small className="quiet">{text('search.members', { count: match.members })}</small>
    </li>
  );
}
