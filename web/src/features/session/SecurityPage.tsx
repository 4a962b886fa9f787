// SPDX-License-Identifier: Apache-2.0
// One's own ways in: the second factors, and where one is signed in.
import { Badge, Button, Modal } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { api, csrf, take } from '@/shared/api/client';
import { goToProvider } from '@/shared/api/oidc';
import { canUsePasskeys } from '@/shared/api/passkey';
import { ProofDeclined, proven } from '@/shared/api/proof';
import { sessionKey } from '@/shared/api/session';
import type { Factors } from '@/shared/api/types';
import { count, dateTime } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import { Card, Page, Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';
import { SessionTable } from '@/shared/ui/SessionTable';
import { showToast } from '@/shared/ui/toast';

import classes from './security.module.css';
import { useOidc } from './OidcButton';
import { PasskeySetup } from './PasskeySetup';
import { RecoveryCodes, TotpSetup } from './TotpSetup';

export const factorsKey = ['factors'];
const own_sessions_key = ['sessions', 'own'];

// What somebody who closed the dialog has to be told about.
function told(error: unknown): unknown {
  return error instanceof ProofDeclined ? null : error;
}

export function SecurityPage(): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const factors = useQuery({ queryKey: factorsKey, queryFn: () => take(api.GET('/session/factors')) });
  const sessions = useQuery({ queryKey: own_sessions_key, queryFn: () => take(api.GET('/session/all')) });
  const end = useMutation({
    mutationFn: (session_id: string) => take(api.DELETE('/session/all/{session_id}', { params: { header: csrf(), path: { session_id } } })),
    onSuccess: (_, id) => {
      const own = sessions.data?.items.find((each) => each.id === id)?.this_one;
      void client.invalidateQueries({ queryKey: own ? sessionKey : own_sessions_key });
    },
  });
  return (
    <Page title={text('security.title')}>
      <ProblemAlert error={factors.error ?? sessions.error} retry={() => { void factors.refetch(); void sessions.refetch(); }} />
      {factors.isPending ? <div className="card"><Waiting /></div> : factors.data && <FactorCard factors={factors.data} />}
      <Card title={text('security.sessions')} flush="flush">
        {sessions.isPending && <Waiting />}
        {sessions.data && <SessionTable sessions={sessions.data.items} ending={end.isPending ? end.variables : null} onEnd={(id) => end.mutate(id)} />}
      </Card>
      <ProblemAlert error={end.error} />
    </Page>
  );
}

function FactorCard({ factors }: { factors: Factors }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const client = useQueryClient();
  const [setting, setSetting] = useState(false);
  const [making, setMaking] = useState(false);
  const provider = useOidc();
  const link = useMutation({ mutationFn: () => proven(() => goToProvider('link')) });
  const unlink = useMutation({
    mutationFn: () => proven(() => take(api.DELETE('/session/oidc/link', { params: { header: csrf() } }))),
    onSuccess: () => { again(); showToast(text('oidc.unlinked')); },
  });
  const drop = useMutation({
    mutationFn: (passkey_id: string) => proven(() => take(api.DELETE('/session/passkeys/{passkey_id}', { params: { header: csrf(), path: { passkey_id } } }))),
    onSuccess: () => { again(); showToast(text('passkey.removed')); },
  });
  const again = (): void => {
    void client.invalidateQueries({ queryKey: factorsKey });
    void client.invalidateQueries({ queryKey: sessionKey });
  };
  const remove = useMutation({
    mutationFn: () => proven(() => take(api.DELETE('/session/totp', { params: { header: csrf() } }))),
    onSuccess: () => { again(); showToast(text('security.totp_removed')); },
  });
  const renew = useMutation({
    mutationFn: () => proven(() => take(api.POST('/session/recovery-codes', { params: { header: csrf() } }))),
    onSuccess: again,
  });
  const has_any = factors.totp_since !== null || factors.passkeys.length > 0;
  return (
    <Card title={text('security.factors')} aside={factors.needed && <Badge variant="light" tt="none">{text('security.needed')}</Badge>}>
      <ul className={classes.factors}>
        <li>
          <div>
            <strong>{text('security.totp')}</strong>
            <div className="quiet">{factors.totp_since === null ? text('security.totp_none') : text('security.since', { at: dateTime(factors.totp_since, language) })}</div>
          </div>
          {factors.totp_since === null
            ? <Button variant="default" onClick={() => setSetting(true)}>{text('security.set_up')}</Button>
            : <Button variant="default" loading={remove.isPending} onClick={() => remove.mutate()}>{text('security.remove')}</Button>}
        </li>
        {factors.passkeys.map((each) => (
          <li key={each.id}>
            <div>
              <strong>{text('security.passkey')}{each.label && `: ${each.label}`}</strong>
              <div className="quiet">{text('security.since', { at: dateTime(each.added, language) })}{each.used && ` · ${text('passkey.used', { at: dateTime(each.used, language) })}`}</div>
            </div>
            <Button variant="default" loading={drop.isPending && drop.variables === each.id} onClick={() => drop.mutate(each.id)}>{text('security.remove')}</Button>
          </li>
        ))}
        <li>
          <div>
            <strong>{text('security.passkey')}</strong>
            <div className="quiet">{text(canUsePasskeys() ? 'passkey.why' : 'passkey.not_here')}</div>
          </div>
          <Button variant="default" disabled={!canUsePasskeys()} onClick={() => setMaking(true)}>{text('passkey.add')}</Button>
        </li>
        {provider !== null && (
          <li>
            <div>
              <strong>{provider}</strong>
              <div className="quiet">{factors.foreign_since === null ? text('oidc.why') : text('security.since', { at: dateTime(factors.foreign_since, language) })}</div>
            </div>
            {factors.foreign_since === null
              ? <Button variant="default" loading={link.isPending} onClick={() => link.mutate()}>{text('oidc.link')}</Button>
              : <Button variant="default" loading={unlink.isPending} onClick={() => unlink.mutate()}>{text('oidc.unlink')}</Button>}
          </li>
        )}
        <li>
          <div>
            <strong>{text('security.recovery')}</strong>
            <div className="quiet">{text('security.recovery_left', { count: count(factors.recovery_codes, language) })}</div>
          </div>
          <Button variant="default" disabled={!has_any} loading={renew.isPending} onClick={() => renew.mutate()}>{text('security.recovery_new')}</Button>
        </li>
      </ul>
      <ProblemAlert error={told(remove.error ?? renew.error ?? drop.error ?? link.error ?? unlink.error)} />
      <Modal opened={setting} onClose={() => setSetting(false)} title={text('security.totp')} closeButtonProps={{ 'aria-label': text('common.close') }}>
        {setting && <TotpSetup onDone={() => { setSetting(false); again(); }} />}
      </Modal>
      <Modal opened={making} onClose={() => setMaking(false)} title={text('passkey.add')} closeButtonProps={{ 'aria-label': text('common.close') }}>
        {making && <PasskeySetup onDone={() => { setMaking(false); again(); }} />}
      </Modal>
      <Modal opened={renew.data !== undefined} onClose={() => renew.reset()} title={text('security.recovery')} closeButtonProps={{ 'aria-label': text('common.close') }}>
        {renew.data && <RecoveryCodes codes={renew.data.recovery_codes} onDone={() => renew.reset()} />}
      </Modal>
    </Card>
  );
}
