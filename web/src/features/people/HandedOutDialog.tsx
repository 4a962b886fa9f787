// SPDX-License-Identifier: Apache-2.0
// A one-time password, shown this once.
import { Button, CopyButton, Group, Modal, Stack } from '@mantine/core';

import type { HandedOut } from '@/shared/api/types';
import { useText } from '@/shared/i18n/i18n';

import classes from './people.module.css';

export function HandedOutDialog({ handed, onClose }: { handed: HandedOut; onClose: () => void }): React.JSX.Element {
  const text = useText();
  return (
    <Modal opened onClose={onClose} title={text('staff.handed_out', { name: handed.account.name })} closeButtonProps={{ 'aria-label': text('common.close') }}>
      <Stack gap="sm">
        <p className="quiet" style={{ margin: 0 }}>{text('staff.handed_out_hint')}</p>
        <div className={classes.password}>
          <span className="mono" data-password>{handed.one_time_password}</span>
          <CopyButton value={handed.one_time_password}>
            {({ copied, copy }) => <Button size="compact-sm" variant="default" onClick={copy}>{text(copied ? 'common.copied' : 'common.copy')}</Button>}
          </CopyButton>
        </div>
        <Group justify="flex-end"><Button onClick={onClose}>{text('common.close')}</Button></Group>
      </Stack>
    </Modal>
  );
}
