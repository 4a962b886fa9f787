// SPDX-License-Identifier: Apache-2.0
import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, type FormEvent } from 'react';

import { api, take } from '@/shared/api/client';
import { keep, sessionKey } from '@/shared/api/session';
import { useText } from '@/shared/i18n/i18n';
import { ProblemAlert } from '@/shared/ui/Problem';

import { Doorway } from './Doorway';
import { OidcButton } from './OidcButton';
import { PasskeyButton } from './PasskeyButton';

export function SignInPage(): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const sign_in = useMutation({
    mutationFn: () => take(api.POST('/session', { body: { name, password } })),
    onSuccess: (session) => client.setQueryData(sessionKey, keep(session)),
  });
  useEffect(() => {
    document.title = `${text('session.sign_in')} — ${text('app.name')}`;
  }, [text]);
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    sign_in.mutate();
  };
  return (
    <Doorway title={text('app.name')} hint={text('app.tagline')}>
      <form onSubmit={onSubmit}>
        <Stack gap="sm">
          <TextInput label={text('session.name')} name="username" autoComplete="username" required withAsterisk={false} autoFocus value={name} onChange={(e) => setName(e.currentTarget.value)} />
          <PasswordInput label={text('session.password')} name="password" autoComplete="current-password" required withAsterisk={false} value={password} onChange={(e) => setPassword(e.currentTarget.value)} />
          <ProblemAlert error={sign_in.error} />
          <Button type="submit" fullWidth mt={4} loading={sign_in.isPending}>{text('session.sign_in')}</Button>
          <PasskeyButton label={text('passkey.sign_in')} />
          <OidcButton />
        </Stack>
      </form>
    </Doorway>
  );
}
