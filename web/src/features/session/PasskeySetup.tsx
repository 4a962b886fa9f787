// SPDX-License-Identifier: Apache-2.0
// Making a passkey: a name for it, the browser's own dialog, and recovery codes if it is the first
// factor.
import { Button, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';

import { api, take } from '@/shared/api/client';
import { makePasskey, PasskeyDeclined } from '@/shared/api/passkey';
import { ProofDeclined, proven } from '@/shared/api/proof';
import { keep, sessionKey } from '@/shared/api/session';
import { useText } from '@/shared/i18n/i18n';
import { ProblemAlert } from '@/shared/ui/Problem';

import { RecoveryCodes } from './TotpSetup';

export function PasskeySetup({ onDone }: { onDone: () => void }): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const [label, setLabel] = useState('');
  const make = useMutation({
    mutationFn: () => proven(() => makePasskey(label.trim())),
    onSuccess: async (made) => {
      // The token has changed with the session, which is shown as it is only when all is read.
      const session = keep(await take(api.GET('/session')));
      if (made.recovery_codes.length > 0) return;
      client.setQueryData(sessionKey, session);
      onDone();
    },
  });
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    make.mutate();
  };
  if (make.data && make.data.recovery_codes.length > 0) return <RecoveryCodes codes={make.data.recovery_codes} onDone={onDone} />;
  const declined = make.error instanceof PasskeyDeclined || make.error instanceof ProofDeclined;
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="sm">
        <p className="quiet" style={{ margin: 0 }}>{text('passkey.hint')}</p>
        <TextInput label={text('passkey.label')} description={text('passkey.label_hint')} name="label" maxLength={60} autoComplete="off" value={label} onChange={(e) => setLabel(e.currentTarget.value)} />
        {declined && <p className="quiet" role="status" style={{ margin: 0 }}>{text('passkey.declined')}</p>}
        <ProblemAlert error={declined ? null : make.error} />
        <Button type="submit" loading={make.isPending}>{text('passkey.make')}</Button>
      </Stack>
    </form>
  );
}
