// SPDX-License-Identifier: Apache-2.0
// Before a dangerous act: show again who you are, with the password or with a code of the app.
import { Button, Group, Modal, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, useSyncExternalStore, type FormEvent } from 'react';

import { api, csrf, take } from '@/shared/api/client';
import { onProofAsked, proofAsked } from '@/shared/api/proof';
import { keep, sessionKey, useSession } from '@/shared/api/session';
import { useText } from '@/shared/i18n/i18n';
import { ProblemAlert } from '@/shared/ui/Problem';

import { PasskeyButton } from './PasskeyButton';

export function ProofDialog(): React.JSX.Element {
  const text = useText();
  const asked = useSyncExternalStore(onProofAsked, proofAsked);
  return (
    <Modal opened={asked !== null} onClose={() => asked?.declined()} title={text('proof.title')} closeButtonProps={{ 'aria-label': text('common.close') }}>
      {asked !== null && <ProofForm onGiven={asked.given} onDeclined={asked.declined} />}
    </Modal>
  );
}

function ProofForm({ onGiven, onDeclined }: { onGiven: () => void; onDeclined: () => void }): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const { session } = useSession();
  const with_code = session?.factors.includes('totp') ?? false;
  const [value, setValue] = useState('');
  const prove = useMutation({
    mutationFn: () => take(api.POST('/session/proof', { params: { header: csrf() }, body: with_code ? { code: value } : { password: value } })),
    onSuccess: (next) => {
      client.setQueryData(sessionKey, keep(next));
      onGiven();
    },
  });
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    prove.mutate();
  };
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="sm">
        <p className="quiet" style={{ margin: 0 }}>{text('proof.hint')}</p>
        {with_code
          ? <TextInput label={text('factor.code')} name="code" inputMode="numeric" autoComplete="one-time-code" autoFocus required withAsterisk={false} value={value} onChange={(e) => setValue(e.currentTarget.value)} />
          : <PasswordInput label={text('session.password')} name="password" autoComplete="current-password" autoFocus required withAsterisk={false} value={value} onChange={(e) => setValue(e.currentTarget.value)} />}
        <ProblemAlert error={prove.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onDeclined}>{text('common.cancel')}</Button>
          <Button type="submit" loading={prove.isPending} disabled={value === ''}>{text('proof.show')}</Button>
        </Group>
        {session?.factors.includes('passkey') && <PasskeyButton label={text('passkey.use')} onDone={onGiven} />}
      </Stack>
    </form>
  );
}
