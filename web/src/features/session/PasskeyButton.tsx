// SPDX-License-Identifier: Apache-2.0
// Sign in, or show again who one is, with a passkey.
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { canUsePasskeys, PasskeyDeclined, signInWithPasskey } from '@/shared/api/passkey';
import { keep, sessionKey } from '@/shared/api/session';
import { useText } from '@/shared/i18n/i18n';
import { Icon } from '@/shared/ui/Icon';
import { ProblemAlert } from '@/shared/ui/Problem';

export function PasskeyButton({ label, primary, onDone }: { label: string; primary?: 'primary'; onDone?: () => void }): React.JSX.Element | null {
  const client = useQueryClient();
  const text = useText();
  const sign_in = useMutation({
    mutationFn: signInWithPasskey,
    onSuccess: (session) => {
      client.setQueryData(sessionKey, keep(session));
      onDone?.();
    },
  });
  if (!canUsePasskeys()) return null;
  const declined = sign_in.error instanceof PasskeyDeclined;
  return (
    <>
      <Button type="button" fullWidth variant={primary ? 'filled' : 'default'} leftSection={<Icon name="key" size={17} />} loading={sign_in.isPending} onClick={() => sign_in.mutate()}>{label}</Button>
      {declined && <p className="quiet" role="status" style={{ margin: 0, fontSize: 13 }}>{text('passkey.declined')}</p>}
      <ProblemAlert error={declined ? null : sign_in.error} />
    </>
  );
}
