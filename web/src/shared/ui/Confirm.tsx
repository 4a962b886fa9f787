// SPDX-License-Identifier: Apache-2.0
// Asks once before something that changes much.
import { Button, Group, Modal, Stack } from '@mantine/core';
import type { ReactNode } from 'react';

import { useText } from '@/shared/i18n/i18n';

import { ProblemAlert } from './Problem';

interface ConfirmProps {
  opened: boolean;
  title: string;
  hint: string;
  action: string;
  error: unknown;
  busy: boolean;
  ready?: boolean;
  onDo: () => void;
  onClose: () => void;
  children?: ReactNode;
}

export function Confirm({ opened, title, hint, action, error, busy, ready = true, onDo, onClose, children }: ConfirmProps): React.JSX.Element {
  const text = useText();
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': text('common.close') }} size="lg">
      <form onSubmit={(event) => { event.preventDefault(); onDo(); }}>
        <Stack gap="md">
          <div className="quiet">{hint}</div>
          {children}
          <ProblemAlert error={error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>{text('common.cancel')}</Button>
            <Button type="submit" loading={busy} disabled={!ready}>{action}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
