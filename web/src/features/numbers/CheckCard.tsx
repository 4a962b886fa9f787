// SPDX-License-Identifier: Apache-2.0
import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Link } from 'wouter';

import { api, csrf, take } from '@/shared/api/client';
import type { NumberCheck } from '@/shared/api/types';
import { useText } from '@/shared/i18n/i18n';
import { paths } from '@/shared/paths';
import { Icon } from '@/shared/ui/Icon';
import { Card } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';

import classes from './numbers.module.css';

export function CheckCard(): React.JSX.Element {
  const text = useText();
  const [typed, setTyped] = useState('');
  const check = useMutation({
    mutationFn: () => take(api.POST('/numbers/check', { params: { header: csrf() }, body: { text: typed.trim() } })),
  });
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (typed.trim() !== '') check.mutate();
  };
  return (
    <Card title={text('numbers.check')}>
      <p className={`quiet ${classes.hint}`}>{text('numbers.check_hint')}</p>
      <form className={classes.line} onSubmit={onSubmit}>
        <TextInput
          label={text('numbers.input')} size="md" value={typed} onChange={(event) => setTyped(event.currentTarget.value)} placeholder="12345-67890"
          autoFocus autoComplete="off" inputMode="numeric" maxLength={64} classNames={{ input: 'mono' }} className={classes.grow}
        />
        <Button type="submit" size="md" loading={check.isPending}>{text('numbers.check')}</Button>
      </form>
      <ProblemAlert error={check.error} />
      <div aria-live="polite">{check.data && <Answer answer={check.data} />}</div>
    </Card>
  );
}

function Answer({ answer }: { answer: NumberCheck }): React.JSX.Element {
  const text = useText();
  const hint = answer.valid
    ? text(`numbers.state_hint.${answer.state}`, { number: answer.resolves_to ?? '' })
    : text(answer.normalised ? 'numbers.invalid_hint' : 'numbers.invalid_form');
  return (
    <div className={classes.answer} data-valid={answer.valid}>
      <span className={classes.sign}><Icon name={answer.valid ? 'check' : 'cross'} size={22} /></span>
      <div>
        <strong>{text(answer.valid ? 'numbers.valid' : 'numbers.invalid')}</strong>
        {answer.normalised && <div className={`${classes.big} mono`}>{answer.normalised}</div>}
        <div>{answer.valid && <span className={classes.state} data-state={answer.state}>{text(`numbers.state.${answer.state}`)}</span>} {hint}</div>
      </div>
      {answer.resolves_to && <Button component={Link} href={paths.customer(answer.resolves_to)} variant="default">{text('numbers.open')}</Button>}
    </div>
  );
}
