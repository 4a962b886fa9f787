// SPDX-License-Identifier: Apache-2.0
// The source records as they came, each with its earlier versions.
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { api, take } from '@/shared/api/client';
import { useFields } from '@/shared/api/fields';
import type { Customer, Member } from '@/shared/api/types';
import { date, dateTime } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import { Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';
import { SourceChip } from '@/shared/ui/SourceChip';

import classes from './customer.module.css';
import { changes } from './versions';

export function MemberList({ customer }: { customer: Customer }): React.JSX.Element {
  return (
    <div className={classes.members}>
      {customer.members.map((member) => <MemberCard key={member.record_id} member={member} />)}
    </div>
  );
}

function MemberCard({ member }: { member: Member }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const fields = useFields();
  const [opened, setOpened] = useState(false);
  return (
    <article className={classes.member}>
      <header>
        <h3><SourceChip source={member.source} /> <span className="mono break">{member.source_key}</span></h3>
        <span className="quiet num">
          {text('customer.first_seen')} {date(member.first_seen, language)} · {text('customer.last_changed')} {date(member.last_changed, language)} · {text('customer.versions', { count: member.versions })}
        </span>
      </header>
      <dl className={classes.raw}>
        {member.values.map((each, at) => (
          <div key={at}><dt>{fields.label(each.field, each.custom_name)}</dt><dd className="break">{each.raw}</dd></div>
        ))}
      </dl>
      {member.versions > 1 && (
        <Button variant="subtle" size="compact-sm" onClick={() => setOpened(!opened)} aria-expanded={opened}>
          {text(opened ? 'customer.history_hide' : 'customer.history_show')}
        </Button>
      )}
      {opened && <Versions record_id={member.record_id} />}
    </article>
  );
}

function Versions({ record_id }: { record_id: number }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const fields = useFields();
  const record = useQuery({
    queryKey: ['record', record_id],
    queryFn: () => take(api.GET('/records/{record_id}', { params: { path: { record_id } } })),
  });
  if (record.error) return <ProblemAlert error={record.error} />;
  if (!record.data) return <Waiting lines={2} />;
  const { versions } = record.data;
  return (
    <ol className={classes.versions}>
      {versions.map((version, at) => {
        const before = versions[at + 1];
        const changed = before ? changes(before.values, version.values) : null;
        return (
          <li key={version.version}>
            <strong>{text('customer.version', { version: version.version })}</strong> <span className="quiet num">{dateTime(version.at, language)}</span>
            {changed === null && <div className="quiet">{text('customer.version_first')}</div>}
            {changed?.length === 0 && <div className="quiet">{text('customer.version_same')}</div>}
            {changed?.map((each, index) => (
              <div key={index} className="break">
                <span className="quiet">{fields.label(each.field, each.custom_name)}: </span>
                {each.before !== null && <del>{each.before}</del>}{' '}
                {each.after === null ? text('customer.removed') : <ins>{each.after}</ins>}
              </div>
            ))}
          </li>
        );
      })}
    </ol>
  );
}
