// SPDX-License-Identifier: Apache-2.0
// Between the password and the first screen, for those who have a second factor.
import { Anchor, Button, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';

import { api, csrf, take } from '@/shared/api/client';
import { forgetEverything, keep, sessionKey } from '@/shared/api/session';
import type { Session } from '@/shared/api/types';
import { useText } from '@/shared/i18n/i18n';
import { ProblemAlert } from '@/shared/ui/Problem';

import { Doorway } from './Doorway';
import { PasskeyButton } from './PasskeyButton';

export function SecondFactorPage({ factors }: { factors: Session['factors'] }): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const with_app = factors.includes('totp');
  const [recovery, setRecovery] = useState(!with_app);
  const [code, setCode] = useState('');
  const prove = useMutation({
    mutationFn: () => take(api.POST('/session/second-factor', { params: { header: csrf() }, body: { code } })),
    onSuccess: (session) => client.setQueryData(sessionKey, keep(session)),
  });
  const leave = useMutation({
    mutationFn: () => take(api.DELETE('/session', { params: { header: csrf() } })),
    onSuccess: () => forgetEverything(client),
  });
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    prove.mutate();
  };
  const turn = (): void => {
    setRecovery(!recovery);
    setCode('');
    prove.reset();
  };
  return (
    <Doorway title={text('factor.title')} hint={text(recovery ? 'factor.recovery_hint' : 'factor.hint')}>
      <form onSubmit={onSubmit}>
        <Stack gap="sm">
          {recovery
            ? <TextInput key="recovery" label={text('factor.recovery_code')} name="recovery" autoComplete="off" placeholder="ABCDE-FGHJK-…" classNames={{ input: 'mono' }} autoFocus required withAsterisk={false} value={code} onChange={(e) => setCode(e.currentTarget.value)} />
            : <TextInput key="code" label={text('factor.code')} name="code" inputMode="numeric" autoComplete="one-time-code" placeholder="123456" classNames={{ input: 'mono' }} autoFocus required withAsterisk={false} value={code} onChange={(e) => setCode(e.currentTarget.value)} />}
          <ProblemAlert error={prove.error} />
          <Button type="submit" fullWidth mt={4} loading={prove.isPending} disabled={code.length < 6}>{text('factor.confirm')}</Button>
          {factors.includes('passkey') && <PasskeyButton label={text('passkey.use')} />}
          {with_app && <Anchor component="button" type="button" size="sm" onClick={turn}>{text(recovery ? 'factor.use_app' : 'factor.use_recovery')}</Anchor>}
          <Anchor component="button" type="button" size="sm" c="dimmed" onClick={() => leave.mutate()}>{text('factor.other_person')}</Anchor>
        </Stack>
      </form>
    </Doorway>
  );
}
