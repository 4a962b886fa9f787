// SPDX-License-Identifier: Apache-2.0
// One account: full name and role, where its owner is signed in, and what can be done about it.
import { Button, Group, Modal, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';

import { api, csrf, take } from '@/shared/api/client';
import { useIntent } from '@/shared/api/intent';
import { ProofDeclined, proven } from '@/shared/api/proof';
import { useSession } from '@/shared/api/session';
import type { Account, HandedOut } from '@/shared/api/types';
import { useText } from '@/shared/i18n/i18n';
import { Confirm } from '@/shared/ui/Confirm';
import { ProblemAlert } from '@/shared/ui/Problem';
import { SessionTable } from '@/shared/ui/SessionTable';
import { showToast } from '@/shared/ui/toast';

import classes from './people.module.css';
import { Scope } from './Scope';
import { accountsKey, roles, roleText } from './StaffPage';

interface AccountDialogProps {
  account: Account;
  onHanded: (made: HandedOut) => void;
  onClose: () => void;
}

export function AccountDialog({ account, onHanded, onClose }: AccountDialogProps): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const { session } = useSession();
  const oneself = session?.staff.name === account.name;
  const path = { staff_id: account.id };
  const again = (): void => void client.invalidateQueries({ queryKey: accountsKey });
  const reset_intent = useIntent();
  const forget_intent = useIntent();
  const [recovering, setRecovering] = useState(false);
  const approvals = useQuery({ queryKey: ['approvals', 'open'], queryFn: () => take(api.GET('/approvals', { params: { query: { state: 'open' } } })) });
  const recovery = approvals.data?.items.find((each) => each.kind === 'recover_account' && each.subject === `staff=${account.id}`);
  const reset = useMutation({
    mutationFn: () => proven(() => take(api.POST('/staff/{staff_id}/reset', { params: { path, header: { ...csrf(), ...reset_intent.header('reset') } } }))),
    onSuccess: (made) => { reset_intent.done(); again(); onHanded(made); },
  });
  const forget = useMutation({
    mutationFn: () => proven(() => take(api.POST('/staff/{staff_id}/forget-factors', { params: { path, header: { ...csrf(), ...forget_intent.header('forget') } } }))),
    onSuccess: (made) => { forget_intent.done(); again(); void client.invalidateQueries({ queryKey: ['approvals'] }); onHanded(made); },
  });
  const turn = useMutation({
    mutationFn: () => proven(() => take(account.disabled
      ? api.POST('/staff/{staff_id}/enable', { params: { path, header: csrf() } })
      : api.POST('/staff/{staff_id}/disable', { params: { path, header: csrf() } }))),
    onSuccess: (changed) => { again(); showToast(text(changed.disabled ? 'staff.now_disabled' : 'staff.now_enabled', { name: changed.name })); },
  });
  const error = reset.error ?? forget.error ?? turn.error;
  return (
    <Modal opened onClose={onClose} size="xl" title={text('staff.one', { name: account.name })} closeButtonProps={{ 'aria-label': text('common.close') }}>
      <Stack gap="lg">
        <ChangeForm account={account} oneself={oneself} />
        <Scope id={account.id} />
        <Sessions id={account.id} />
        <section>
          <h3 className={classes.heading}>{text('staff.acts')}</h3>
          <ul className={classes.acts}>
            <li><span>{text('staff.reset_hint')}</span><Button variant="default" loading={reset.isPending} onClick={() => reset.mutate()}>{text('staff.reset')}</Button></li>
            {!oneself && (
              <li>
                <span>{text(recovery?.state === 'waiting' ? 'staff.forget_waiting' : recovery ? 'staff.forget_approved' : 'staff.forget_hint')}</span>
                {recovery?.state === 'approved'
                  ? <Button variant="default" color="red" loading={forget.isPending} onClick={() => forget.mutate()}>{text('staff.forget')}</Button>
                  : <Button variant="default" disabled={recovery !== undefined} onClick={() => setRecovering(true)}>{text('staff.forget_ask')}</Button>}
              </li>
            )}
            {!oneself && <li><span>{text(account.disabled ? 'staff.enable_hint' : 'staff.disable_hint')}</span><Button variant="default" color="red" loading={turn.isPending} onClick={() => turn.mutate()}>{text(account.disabled ? 'staff.enable' : 'staff.disable')}</Button></li>}
          </ul>
        </section>
        <ProblemAlert error={error instanceof ProofDeclined ? null : error} />
      </Stack>
      <AskRecovery id={account.id} opened={recovering} onClose={() => setRecovering(false)} />
    </Modal>
  );
}

function AskRecovery({ id, opened, onClose }: { id: number; opened: boolean; onClose: () => void }): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const intent = useIntent();
  const [reason, setReason] = useState('');
  const ask = useMutation({
    mutationFn: () => proven(() => take(api.POST('/staff/{staff_id}/recovery', { params: { path: { staff_id: id }, header: { ...csrf(), ...intent.header(reason) } }, body: { reason: reason.trim() } }))),
    onSuccess: () => {
      intent.done();
      setReason('');
      onClose();
      void client.invalidateQueries({ queryKey: ['approvals'] });
      showToast(text('staff.forget_asked'));
    },
  });
  return (
    <Confirm
      opened={opened} onClose={onClose} title={text('staff.forget')} hint={text('staff.forget_ask_hint')} action={text('staff.forget_ask')}
      ready={reason.trim() !== ''} busy={ask.isPending} error={ask.error instanceof ProofDeclined ? null : ask.error} onDo={() => ask.mutate()}
    >
      <Textarea label={text('common.reason')} value={reason} onChange={(e) => setReason(e.currentTarget.value)} maxLength={1000} rows={2} required withAsterisk={false} />
    </Confirm>
  );
}

function ChangeForm({ account, oneself }: { account: Account; oneself: boolean }): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const [label, setLabel] = useState(account.label);
  const [role, setRole] = useState(account.role);
  const [leaves, setLeaves] = useState(account.leaves_on ?? '');
  const change = useMutation({
    mutationFn: () => proven(() => take(api.PUT('/staff/{staff_id}', { params: { path: { staff_id: account.id }, header: csrf() }, body: { label: label.trim(), role, leaves_on: leaves || null } }))),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: accountsKey });
      showToast(text('staff.saved'));
    },
  });
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    change.mutate();
  };
  const offered = roles.map((each) => ({ value: each as string, label: text(`role.${each}`) }));
  if (!offered.some((each) => each.value === account.role)) offered.push({ value: account.role, label: roleText(text, account.role) });
  return (
    <form onSubmit={onSubmit}>
      <div className={classes.change}>
        <TextInput label={text('staff.label')} name="label" maxLength={100} value={label} onChange={(e) => setLabel(e.currentTarget.value)} />
        <NativeSelect label={text('staff.role')} name="role" disabled={oneself} value={role} onChange={(e) => setRole(e.currentTarget.value)} data={offered} />
        <TextInput label={text('staff.leaves')} type="date" value={leaves} onChange={(e) => setLeaves(e.currentTarget.value)} />
        <Button type="submit" variant="default" loading={change.isPending} disabled={label.trim() === account.label && role === account.role && leaves === (account.leaves_on ?? '')}>{text('common.save')}</Button>
      </div>
      <ProblemAlert error={change.error instanceof ProofDeclined ? null : change.error} />
    </form>
  );
}

function Sessions({ id }: { id: number }): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const key = ['sessions', id];
  const sessions = useQuery({ queryKey: key, queryFn: () => take(api.GET('/staff/{staff_id}/sessions', { params: { path: { staff_id: id } } })) });
  const end = useMutation({
    mutationFn: (session_id: string) => proven(() => take(api.DELETE('/staff/{staff_id}/sessions/{session_id}', { params: { header: csrf(), path: { staff_id: id, session_id } } }))),
    onSuccess: () => void client.invalidateQueries({ queryKey: key }),
  });
  const items = sessions.data?.items ?? [];
  return (
    <section>
      <h3 className={classes.heading}>{text('security.sessions')}</h3>
      {items.length === 0
        ? <Group><span className="quiet">{text('staff.no_sessions')}</span></Group>
        : <SessionTable sessions={items} ending={end.isPending ? end.variables : null} onEnd={(each) => end.mutate(each)} />}
      <ProblemAlert error={sessions.error ?? (end.error instanceof ProofDeclined ? null : end.error)} />
    </section>
  );
}
