// SPDX-License-Identifier: Apache-2.0
// One pair: both records side by side, the evidence, and the verdict.
import { Button, Kbd, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { useIntent } from '@/shared/api/intent';
import type { Review } from '@/shared/api/types';
import { useText } from '@/shared/i18n/i18n';
import { Evidence } from '@/shared/ui/Evidence';
import { Icon } from '@/shared/ui/Icon';
import { Card, Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';
import { showToast } from '@/shared/ui/toast';
import { useKeys } from '@/shared/ui/useKeys';

import { giveVerdict, readReview, takeBack, type Choice, type Pick } from './api';
import { Members } from './Members';
import classes from './review.module.css';
import { SideBySide } from './SideBySide';

interface PairViewProps {
  id: string;
  pick: Pick;
  onSettled: (id: string) => void;
  onReopened: (id: string) => void;
}

// The verdicts of this visit, the last one last, so that U works from the next pair too, and again.
const given: Review[] = [];

export function PairView({ id, pick, onSettled, onReopened }: PairViewProps): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const intent = useIntent();
  const [reason, setReason] = useState('');
  const query = useQuery({ queryKey: ['review', id], queryFn: () => readReview(id) });
  const review = query.data;

  const undo = useMutation({
    mutationFn: (decided: Review) => takeBack(decided),
    onSuccess: (again) => {
      const at = given.findIndex((each) => each.id === again.id);
      if (at >= 0) given.splice(at, 1);
      client.setQueryData(['review', again.id], again);
      showToast(text('review.undone'));
      changed();
      onReopened(again.id);
    },
  });
  const decide = useMutation({
    mutationFn: (verdict: Choice) => giveVerdict(review!, verdict, reason.trim(), pick, intent.header({ id, verdict, reason })),
    onSuccess: (decided, verdict) => {
      intent.done();
      given.push(decided);
      client.setQueryData(['review', id], decided);
      showToast(text(`review.decided.${verdict}`), { label: text('review.undo'), run: () => undo.mutate(decided) });
      changed();
      onSettled(id);
    },
  });
  const changed = (): void => {
    for (const key of ['home', 'review_summary', 'customer', 'timeline', 'search']) void client.invalidateQueries({ queryKey: [key] });
  };

  const busy = decide.isPending || undo.isPending || !review;
  const choose = (verdict: Choice): void => {
    if (!busy && review.may_decide) decide.mutate(verdict);
  };
  const take_back = (): void => {
    const decided = review?.verdict ? review : given.at(-1);
    if (!busy && decided) undo.mutate(decided);
  };
  useKeys({ s: () => choose('same'), n: () => choose('not_same'), l: () => choose('later'), a: () => choose('unsure'), u: take_back });

  if (query.error) return <ProblemAlert error={query.error} retry={() => void query.refetch()} />;
  if (!review) return <div className="card"><Waiting lines={8} /></div>;
  return (
    <div className={classes.pair}>
      <SideBySide review={review} />
      <Members review={review} />
      <Card title={text('why.title')}><Evidence explanation={review.explanation} /></Card>
      <ProblemAlert error={decide.error ?? undo.error} retry={() => void query.refetch()} />
      {!review.may_decide && <p className={classes.notice}>{text('review.other_decides')}</p>}
      <div className={`card ${classes.bar}`}>
        <TextInput
          className={classes.reason} aria-label={text('common.reason')} placeholder={text('review.reason_placeholder')} maxLength={500}
          value={reason} onChange={(event) => setReason(event.currentTarget.value)} onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
        />
        <div className={classes.buttons}>
          <Verdict label={text('review.same')} letter="S" icon="check" color="#2c7a5b" disabled={busy || !review.may_decide} onClick={() => choose('same')} />
          <Verdict label={text('review.not_same')} letter="N" icon="cross" color="#b5482d" disabled={busy || !review.may_decide} onClick={() => choose('not_same')} />
          <Verdict label={text('review.later')} letter="L" icon="clock" disabled={busy} onClick={() => choose('later')} />
          <Verdict label={text('review.unsure')} letter="A" icon="user" disabled={busy || !review.may_decide} onClick={() => choose('unsure')} />
          <Verdict label={text('review.undo')} letter="U" icon="undo" disabled={busy || (!review.verdict && given.length === 0)} onClick={take_back} />
        </div>
      </div>
    </div>
  );
}

interface VerdictProps {
  label: string;
  letter: string;
  icon: 'check' | 'cross' | 'clock' | 'undo' | 'user';
  color?: string;
  disabled: boolean;
  onClick: () => void;
}

function Verdict({ label, letter, icon, color, disabled, onClick }: VerdictProps): React.JSX.Element {
  return (
    <Button
      variant={color ? 'filled' : 'default'} color={color} disabled={disabled} onClick={onClick} leftSection={<Icon name={icon} size={17} />}
      rightSection={<Kbd size="xs" aria-hidden>{letter}</Kbd>} aria-keyshortcuts={letter}
    >
      {label}
    </Button>
  );
}
