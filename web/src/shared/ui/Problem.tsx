// SPDX-License-Identifier: Apache-2.0
// What went wrong, in the words of the server where it answered at all.
import { Alert, Button } from '@mantine/core';

import { ApiError } from '@/shared/api/client';
import { useText } from '@/shared/i18n/i18n';

import { Icon } from './Icon';

export function useProblemText(): (error: unknown) => { title: string; detail: string } {
  const text = useText();
  return (error) => {
    if (error instanceof ApiError) {
      if (error.problem) return { title: error.problem.title, detail: error.problem.detail };
      return { title: text('error.title'), detail: text('error.unknown', { status: error.status }) };
    }
    return { title: text('error.network'), detail: text('error.network_hint') };
  };
}

export function ProblemAlert({ error, retry }: { error: unknown; retry?: () => void }): React.JSX.Element | null {
  const text = useText();
  const { title, detail } = useProblemText()(error);
  if (!error) return null;
  return (
    <Alert color="red" variant="light" title={title} icon={<Icon name="warning" />} role="alert">
      {detail !== title && <div>{detail}</div>}
      {retry && <Button mt="xs" variant="default" onClick={retry}>{text('common.retry')}</Button>}
    </Alert>
  );
}
