// SPDX-License-Identifier: Apache-2.0
// Two members chosen, their evidence drawn.
import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { api, take } from '@/shared/api/client';
import type { Customer } from '@/shared/api/types';
import { useText } from '@/shared/i18n/i18n';
import { Evidence } from '@/shared/ui/Evidence';
import { Empty, Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';

import classes from './customer.module.css';
import { Decisions } from './Decisions';

export function WhyJoined({ customer }: { customer: Customer }): React.JSX.Element {
  const text = useText();
  const { members } = customer;
  const [left, setLeft] = useState(members[0]?.record_id ?? 0);
  const [right, setRight] = useState(members[1]?.record_id ?? 0);
  const why = useQuery({
    queryKey: ['explanation', left, right],
    queryFn: () => take(api.GET('/explanations', { params: { query: { left, right } } })),
    enabled: members.length > 1 && left !== right,
  });
  if (members.length < 2) return <Empty icon="pair" title={text('customer.one_member')} />;
  const choices = (other: number): { value: string; label: string }[] => members
    .filter((each) => each.record_id !== other)
    .map((each) => ({ value: String(each.record_id), label: `${each.source} · ${each.source_key}` }));
  return (
    <div className={classes.why}>
      <p className="quiet">{text('customer.why_pick')}</p>
      <div className={classes.pick}>
        <NativeSelect label={text('customer.left_record')} data={choices(right)} value={String(left)} onChange={(event) => setLeft(Number(event.currentTarget.value))} />
        <NativeSelect label={text('customer.right_record')} data={choices(left)} value={String(right)} onChange={(event) => setRight(Number(event.currentTarget.value))} />
      </div>
      <ProblemAlert error={why.error} retry={() => void why.refetch()} />
      {why.isPending && <Waiting />}
      {why.data && <Evidence explanation={why.data} />}
      <Decisions customer={customer} />
    </div>
  );
}
