// SPDX-License-Identifier: Apache-2.0
// What one works for right now, at the top of every page; and the way into an emergency and out.
import { Alert, Button, NativeSelect, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { useMyAccess } from '@/shared/api/access';
import { api, csrf, take } from '@/shared/api/client';
import { choosePurpose, usePurpose } from '@/shared/api/purpose';
import { sessionKey } from '@/shared/api/session';
import { dateTime } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import { Confirm } from '@/shared/ui/Confirm';
import { Icon } from '@/shared/ui/Icon';

import classes from './PurposePicker.module.css';

export const emergency = 'emergency';

export function PurposePicker(): React.JSX.Element | null {
  const text = useText();
  const client = useQueryClient();
  const { access } = useMyAccess();
  const chosen = usePurpose();
  if (!access || access.purposes.length < 2) return null;
  const usual = access.purposes.find((each) => each.usual)?.name ?? '';
  return (
    <NativeSelect
      className={classes.picker} size="xs" aria-label={text('access.purpose')} value={chosen ?? usual}
      data={[...(usual === '' ? [{ value: '', label: text('access.purpose') }] : []), ...access.purposes.map((each) => ({ value: each.name, label: each.label }))]}
      onChange={(event) => {
        choosePurpose(event.currentTarget.value || null);
        // What was read for another purpose is not what this one shows.
        void client.resetQueries({ predicate: (query) => query.queryKey[0] !== sessionKey[0] });
      }}
    />
  );
}

export function EmergencyBar(): React.JSX.Element | null {
  const text = useText();
  const language = useLanguage();
  const client = useQueryClient();
  const { access } = useMyAccess();
  const purpose = usePurpose();
  if (purpose !== emergency || !access?.glass_until) return null;
  return (
    <Alert color="red" className={classes.bar} icon={<Icon name="warning" />} role="status">
      <div className={classes.line}>
        <span>{text('access.glass_on', { until: dateTime(access.glass_until, language) })}</span>
        <Button size="compact-sm" variant="default" onClick={() => { choosePurpose(null); void client.resetQueries({ predicate: (query) => query.queryKey[0] !== sessionKey[0] }); }}>{text('access.glass_end')}</Button>
      </div>
    </Alert>
  );
}

export function EmergencyDialog({ opened, onClose }: { opened: boolean; onClose: () => void }): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const begin = useMutation({
    mutationFn: () => take(api.POST('/access/glass', { params: { header: csrf() }, body: { reason: reason.trim() } })),
    onSuccess: () => {
      choosePurpose(emergency);
      setReason('');
      onClose();
      void client.invalidateQueries();
    },
  });
  return (
    <Confirm
      opened={opened} onClose={onClose} title={text('access.glass_title')} hint={text('access.glass_hint')} action={text('access.glass_begin')}
      ready={reason.trim().length >= 4} busy={begin.isPending} error={begin.error} onDo={() => begin.mutate()}
    >
      <Textarea label={text('common.reason')} description={text('common.reason_hint')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} maxLength={500} rows={2} required withAsterisk={false} data-autofocus />
    </Confirm>
  );
}
