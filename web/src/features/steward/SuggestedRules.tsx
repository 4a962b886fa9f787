// SPDX-License-Identifier: Apache-2.0
// What people always answer alike although the model in use does not: for somebody to read.
import { useQuery } from '@tanstack/react-query';

import { api, take } from '@/shared/api/client';
import type { SuggestedRule } from '@/shared/api/types';
import { count } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import { Card, Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';

import classes from './steward.module.css';

export function SuggestedRules(): React.JSX.Element {
  const text = useText();
  const rules = useQuery({ queryKey: ['models', 'rules'], queryFn: () => take(api.GET('/models/suggested-rules')) });
  const items = rules.data?.items ?? [];
  return (
    <Card title={text('model.rules.title')}>
      <p className={`quiet ${classes.lead}`}>{text('model.rules.hint')}</p>
      <ProblemAlert error={rules.error} retry={() => void rules.refetch()} />
      {rules.isPending && <Waiting lines={2} />}
      {rules.data && items.length === 0 && <p className={classes.lead}>{text('model.rules.none')}</p>}
      {items.length > 0 && <ul className={classes.rules}>{items.map((each) => <Rule key={each.findings.map((one) => `${one.name}.${one.level}`).join('+')} rule={each} />)}</ul>}
    </Card>
  );
}

function Rule({ rule }: { rule: SuggestedRule }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const findings = rule.findings.map((each) => text('model.rules.finding', { label: each.label, level: each.level_text })).join(text('model.rules.and'));
  return (
    <li>
      <span>{text(rule.same ? 'model.rules.same' : 'model.rules.different', { findings })}</span>
      <span className="quiet num">{text('model.rules.support', { agreeing: count(rule.agreeing, language), support: count(rule.support, language), surprising: count(rule.surprising, language) })}</span>
    </li>
  );
}
