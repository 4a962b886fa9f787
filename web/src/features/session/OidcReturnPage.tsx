// SPDX-License-Identifier: Apache-2.0
// Back from the provider: finish what was begun, and go where one wanted to.
import { Button, Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';

import { finishLink, finishSignIn, takeReturn } from '@/shared/api/oidc';
import { keep, sessionKey } from '@/shared/api/session';
import { useText } from '@/shared/i18n/i18n';
import { paths } from '@/shared/paths';
import { Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';

import { Doorway } from './Doorway';

export function OidcReturnPage(): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const begun = useRef(false);
  const [error, setError] = useState<unknown>(null);
  const [declined, setDeclined] = useState(false);
  useEffect(() => {
    // The answer is good for one use, whatever React does with effects.
    if (begun.current) return;
    begun.current = true;
    const { purpose, answer } = takeReturn();
    if (answer === null) {
      setDeclined(true);
      return;
    }
    const finish = async (): Promise<void> => {
      if (purpose === 'link') await finishLink(answer);
      else client.setQueryData(sessionKey, keep(await finishSignIn(answer)));
      navigate(purpose === 'link' ? paths.security : paths.home, { replace: true });
    };
    finish().catch(setError);
  }, [client, navigate]);
  if (!error && !declined) return <Doorway title={text('oidc.returning')} hint=""><Waiting lines={2} /></Doorway>;
  return (
    <Doorway title={text('oidc.failed')} hint={declined ? text('oidc.declined') : ''}>
      <Stack gap="sm">
        <ProblemAlert error={error} />
        <Button onClick={() => navigate(paths.home, { replace: true })}>{text('oidc.back')}</Button>
      </Stack>
    </Doorway>
  );
}
