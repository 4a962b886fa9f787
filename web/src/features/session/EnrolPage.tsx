// SPDX-License-Identifier: Apache-2.0
// For roles that may not work without a second factor: set one up, then begin.
import { Anchor, Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { canUsePasskeys } from '@/shared/api/passkey';
import { sessionKey } from '@/shared/api/session';
import { useText } from '@/shared/i18n/i18n';

import { Doorway } from './Doorway';
import { ProofDialog } from './ProofDialog';
import { PasskeySetup } from './PasskeySetup';
import { TotpSetup } from './TotpSetup';

export function EnrolPage(): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const [passkey, setPasskey] = useState(false);
  const done = (): void => void client.invalidateQueries({ queryKey: sessionKey });
  return (
    <Doorway title={text('enrol.title')} hint={text('enrol.hint')}>
      <Stack gap="sm">
        {passkey ? <PasskeySetup onDone={done} /> : <TotpSetup onDone={done} />}
        {canUsePasskeys() && <Anchor component="button" type="button" size="sm" onClick={() => setPasskey(!passkey)}>{text(passkey ? 'enrol.use_app' : 'enrol.use_passkey')}</Anchor>}
      </Stack>
      <ProofDialog />
    </Doorway>
  );
}
