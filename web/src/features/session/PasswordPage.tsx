// SPDX-License-Identifier: Apache-2.0
// Change one's own password: by choice from the account menu, or because the present one was
// handed out and works only once.
import { Button, PasswordInput, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useLocation } from 'wouter';

import { api, csrf, take } from '@/shared/api/client';
import { keep, sessionKey } from '@/shared/api/session';
import { useText } from '@/shared/i18n/i18n';
import { paths } from '@/shared/paths';
import { Card, Page } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';
import { showToast } from '@/shared/ui/toast';

import { Doorway } from './Doorway';

const shortest = 12;

export function PasswordPage({ must }: { must?: 'must' }): React.JSX.Element {
  const text = useText();
  if (must) {
    return (
      <Doorway title={text('session.must_change')} hint={text('session.must_change_hint')}>
        <PasswordForm />
      </Doorway>
    );
  }
  return (
    <Page title={text('session.change_password')}>
      <div style={{ maxWidth: 440 }}><Card><PasswordForm /></Card></div>
    </Page>
  );
}

function PasswordForm(): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const [tried, setTried] = useState(false);
  const too_short = [...next].length < shortest;
  const differ = next !== again;
  const change = useMutation({
    mutationFn: () => take(api.POST('/session/password', { params: { header: csrf() }, body: { current, next } })),
    onSuccess: (session) => {
      client.setQueryData(sessionKey, keep(session));
      showToast(text('session.changed'));
      navigate(paths.home);
    },
  });
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (!too_short && !differ) change.mutate();
  };
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="sm">
        <PasswordInput label={text('session.current')} name="current" autoComplete="current-password" required withAsterisk={false} value={current} onChange={(e) => setCurrent(e.currentTarget.value)} />
        <PasswordInput label={text('session.next')} name="next" description={text('session.next_hint')} autoComplete="new-password" required withAsterisk={false} value={next} onChange={(e) => setNext(e.currentTarget.value)} error={tried && too_short && text('session.too_short')} />
        <PasswordInput label={text('session.again')} name="again" autoComplete="new-password" required withAsterisk={false} value={again} onChange={(e) => setAgain(e.currentTarget.value)} error={tried && !too_short && differ && text('session.differ')} />
        <ProblemAlert error={change.error} />
        <Button type="submit" mt={4} loading={change.isPending} disabled={current === ''}>{text('session.change_password')}</Button>
      </Stack>
    </form>
  );
}
