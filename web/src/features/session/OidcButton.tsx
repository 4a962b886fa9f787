// SPDX-License-Identifier: Apache-2.0
// Sign in with an account of another house, where one is set up.
import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';

import { api, take } from '@/shared/api/client';
import { goToProvider } from '@/shared/api/oidc';
import { useText } from '@/shared/i18n/i18n';
import { ProblemAlert } from '@/shared/ui/Problem';

export function useOidc(): string | null {
  return useQuery({ queryKey: ['oidc'], queryFn: () => take(api.GET('/session/oidc')), staleTime: Infinity }).data?.label ?? null;
}

export function OidcButton(): React.JSX.Element | null {
  const text = useText();
  const label = useOidc();
  const go = useMutation({ mutationFn: () => goToProvider('sign_in') });
  if (label === null) return null;
  return (
    <>
      <Button type="button" fullWidth variant="default" loading={go.isPending} onClick={() => go.mutate()}>{text('oidc.sign_in', { label })}</Button>
      <ProblemAlert error={go.error} />
    </>
  );
}
