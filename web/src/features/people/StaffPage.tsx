// SPDX-License-Identifier: Apache-2.0
// Who works here: make accounts, change roles, hand out passwords, disable.
import { Badge, Button, Group, Modal, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';

import { api, csrf, take } from '@/shared/api/client';
import { useIntent } from '@/shared/api/intent';
import { ProofDeclined, proven } from '@/shared/api/proof';
import type { Account, HandedOut } from '@/shared/api/types';
import { date } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import { Card, Page, Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';

import { AccountDialog } from './AccountDialog';
import { HandedOutDialog } from './HandedOutDialog';
import classes from './people.module.css';

export const accountsKey = ['staff'];
export const roles = ['owner', 'administrator', 'steward', 'support', 'shop', 'marketer', 'privacy_officer', 'auditor'] as const;

export function StaffPage(): React.JSX.Element {
  const text = useText();
  const accounts = useQuery({ queryKey: accountsKey, queryFn: () => take(api.GET('/staff')) });
  const [adding, setAdding] = useState(false);
  const [opened, setOpened] = useState<number | null>(null);
  const [handed, setHanded] = useState<HandedOut | null>(null);
  const account = accounts.data?.items.find((each) => each.id === opened);
  const onHanded = (made: HandedOut): void => {
    setAdding(false);
    setOpened(null);
    setHanded(made);
  };
  return (
    <Page title={text('staff.title')} aside={<Button onClick={() => setAdding(true)}>{text('staff.add')}</Button>}>
      <ProblemAlert error={accounts.error} retry={() => void accounts.refetch()} />
      <Card title={text('staff.accounts')} flush="flush">
        {accounts.isPending && <Waiting />}
        {accounts.data && <AccountTable accounts={accounts.data.items} onOpen={setOpened} />}
      </Card>
      <Modal opened={adding} onClose={() => setAdding(false)} title={text('staff.add')} closeButtonProps={{ 'aria-label': text('common.close') }}>
        {adding && <AddForm onHanded={onHanded} />}
      </Modal>
      {account && <AccountDialog account={account} onHanded={onHanded} onClose={() => setOpened(null)} />}
      {handed && <HandedOutDialog handed={handed} onClose={() => setHanded(null)} />}
    </Page>
  );
}

function AccountTable({ accounts, onOpen }: { accounts: Account[]; onOpen: (id: number) => void }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={text('staff.accounts')}>
      <table className={`table ${classes.accounts}`}>
        <thead>
          <tr><th scope="col">{text('session.name')}</th><th scope="col">{text('staff.label')}</th><th scope="col">{text('staff.role')}</th><th scope="col">{text('staff.state')}</th><th scope="col">{text('staff.factors')}</th><th scope="col" aria-label={text('staff.open')} /></tr>
        </thead>
        <tbody>
          {accounts.map((each) => (
            <tr key={each.id} className={each.disabled ? classes.disabled : undefined}>
              <td><strong>{each.name}</strong></td>
              <td>{each.label}</td>
              <td className="nowrap">{roleText(text, each.role)}</td>
              <td>
                {each.disabled && <Badge color="gray" variant="light" tt="none">{text('staff.disabled')}</Badge>}
                {!each.disabled && each.must_change_password && <span className="quiet">{each.one_time_until ? text('staff.waiting_until', { day: date(each.one_time_until, language) }) : text('staff.waiting')}</span>}
              </td>
              <td>
                {each.totp && <Badge variant="light" tt="none" mr={4}>{text('security.totp')}</Badge>}
                {each.passkeys > 0 && <Badge variant="light" tt="none">{text('security.passkey')}</Badge>}
                {!each.totp && each.passkeys === 0 && <span className="quiet">{text('common.none')}</span>}
              </td>
              <td className="right"><Button size="compact-sm" variant="default" onClick={() => onOpen(each.id)} aria-label={text('staff.open_one', { name: each.name })}>{text('staff.open')}</Button></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function AddForm({ onHanded }: { onHanded: (made: HandedOut) => void }): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const intent = useIntent();
  const [name, setName] = useState('');
  const [label, setLabel] = useState('');
  const [role, setRole] = useState<string>('support');
  const body = { name: name.trim(), label: label.trim(), role };
  const add = useMutation({
    mutationFn: () => proven(() => take(api.POST('/staff', { params: { header: { ...csrf(), ...intent.header(body) } }, body }))),
    onSuccess: (made) => {
      intent.done();
      void client.invalidateQueries({ queryKey: accountsKey });
      onHanded(made);
    },
  });
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="sm">
        <TextInput label={text('session.name')} description={text('staff.name_hint')} name="name" autoComplete="off" maxLength={64} required withAsterisk={false} value={name} onChange={(e) => setName(e.currentTarget.value)} />
        <TextInput label={text('staff.label')} name="label" autoComplete="off" maxLength={100} value={label} onChange={(e) => setLabel(e.currentTarget.value)} />
        <NativeSelect label={text('staff.role')} name="role" value={role} onChange={(e) => setRole(e.currentTarget.value)} data={roles.map((each) => ({ value: each, label: text(`role.${each}`) }))} />
        <p className="quiet" style={{ margin: 0, fontSize: 13 }}>{text(`staff.role_hint.${role as (typeof roles)[number]}`)}</p>
        <ProblemAlert error={add.error instanceof ProofDeclined ? null : add.error} />
        <Group justify="flex-end"><Button type="submit" loading={add.isPending} disabled={body.name === ''}>{text('staff.make')}</Button></Group>
      </Stack>
    </form>
  );
}

export function roleText(text: ReturnType<typeof useText>, role: string): string {
  const known = roles.find((each) => each === role);
  return known ? text(`role.${known}`) : role;
}
