// SPDX-License-Identifier: Apache-2.0
// Why each record came to this customer, as it was known on the day: told again from what was kept
// then, with the model of then.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { api, take } from '@/shared/api/client';
import type { Customer, Decision, Member } from '@/shared/api/types';
import { bits, dateTime } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import { Evidence } from '@/shared/ui/Evidence';
import { SourceChip } from '@/shared/ui/SourceChip';

import classes from './customer.module.css';

export function Decisions({ customer }: { customer: Customer }): React.JSX.Element {
  const text = useText();
  return (
    <section className={classes.why}>
      <h3>{text('decisions.title')}</h3>
      <p className="quiet">{text('decisions.hint')}</p>
      {customer.members.map((member) => <OfRecord key={member.record_id} member={member} />)}
    </section>
  );
}

function OfRecord({ member }: { member: Member }): React.JSX.Element | null {
  const { record_id } = member;
  const found = useQuery({ queryKey: ['decisions', record_id], queryFn: () => take(api.GET('/records/{record_id}/decisions', { params: { path: { record_id } } })) });
  if (!found.data || found.data.items.length === 0) return null;
  return <>{found.data.items.map((each, at) => <One key={at} member={member} decision={each} />)}</>;
}

function One({ member, decision }: { member: Member; decision: Decision }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const [opened, setOpened] = useState(false);
  return (
    <details onToggle={(event) => setOpened(event.currentTarget.open)}>
      <summary>
        <SourceChip source={member.source} /> <span className="mono">{member.source_key}</span>{' '}
        <span className="num quiet">{dateTime(decision.at, language)}</span> {text(`decisions.${decision.cause}`)}{' '}
        <strong className="num">{bits(decision.reasons.bits)}</strong>
        {decision.margin_bits !== null && <span className="quiet"> · {text('decisions.margin', { bits: bits(decision.margin_bits) })}</span>}
      </summary>
      {opened && <Evidence explanation={decision.reasons} />}
    </details>
  );
}
