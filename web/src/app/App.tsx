// SPDX-License-Identifier: Apache-2.0
// The frame: theme, server state, and the gate. Nobody sees a screen before signing in, and nobody
// works with a password that was handed out.
import { MantineProvider } from '@mantine/core';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useLocation } from 'wouter';

import { EnrolPage } from '@/features/session/EnrolPage';
import { OidcReturnPage } from '@/features/session/OidcReturnPage';
import { PasswordPage } from '@/features/session/PasswordPage';
import { ProofDialog } from '@/features/session/ProofDialog';
import { SecondFactorPage } from '@/features/session/SecondFactorPage';
import { SignInPage } from '@/features/session/SignInPage';
import { ApiError } from '@/shared/api/client';
import { oidcCallback } from '@/shared/api/oidc';
import { forgetEverything, sessionKey, useSession } from '@/shared/api/session';
import { useLanguage } from '@/shared/i18n/i18n';
import { ProblemAlert } from '@/shared/ui/Problem';
import { Waiting } from '@/shared/ui/Page';
import { cssVariables, styleNonce, theme } from '@/shared/ui/theme';
import { Toasts } from '@/shared/ui/toast';

import { Guard } from './Guard';
import { Routes } from './Routes';
import { Shell } from './Shell';

const onError = (error: unknown): void => {
  if (error instanceof ApiError && error.status === 401 && client.getQueryData(sessionKey)) forgetEverything(client);
};

const client = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => !(error instanceof ApiError) && failures < 2,
    },
  },
});

export function App(): React.JSX.Element {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} getStyleNonce={styleNonce} forceColorScheme="light">
      <QueryClientProvider client={client}>
        <Guard>
          <Gate />
        </Guard>
        <Toasts />
      </QueryClientProvider>
    </MantineProvider>
  );
}

function Gate(): React.JSX.Element {
  const { session, error, retry } = useSession();
  const language = useLanguage();
  const [location] = useLocation();
  useEffect(() => {
    document.documentElement.lang = language;
    // The server words labels and findings in the language asked for, so they are asked for again.
    void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== sessionKey[0] });
  }, [language]);

  if (error) return <ProblemAlert error={error} retry={retry} />;
  if (session === undefined) return <Waiting lines={3} />;
  if (location === oidcCallback) return <OidcReturnPage />;
  if (session === null) return <SignInPage />;
  if (session.step === 'second_factor') return <SecondFactorPage factors={session.factors} />;
  if (session.step === 'new_password') return <PasswordPage must="must" />;
  if (session.step === 'enrol') return <EnrolPage />;
  return (
    <Shell session={session}>
      <Routes />
      <ProofDialog />
    </Shell>
  );
}
