// SPDX-License-Identifier: Apache-2.0
// Setting up an authenticator app: scan, give one code, keep the recovery codes.
import { Anchor, Button, CopyButton, Group, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useState, type FormEvent } from 'react';

import { api, csrf, take } from '@/shared/api/client';
import { proven } from '@/shared/api/proof';
import { keep } from '@/shared/api/session';
import { useText } from '@/shared/i18n/i18n';
import { ProblemAlert } from '@/shared/ui/Problem';
import { Waiting } from '@/shared/ui/Page';

import classes from './security.module.css';

export function TotpSetup({ onDone }: { onDone: () => void }): React.JSX.Element {
  const text = useText();
  const [code, setCode] = useState('');
  const offer = useMutation({ mutationFn: () => proven(() => take(api.POST('/session/totp', { params: { header: csrf() } }))) });
  const confirm = useMutation({
    mutationFn: () => take(api.POST('/session/totp/confirm', { params: { header: csrf() }, body: { code } })),
    // The token has changed with the session; what is shown stays until the codes are kept.
    onSuccess: async () => void keep(await take(api.GET('/session'))),
  });
  const begin = offer.mutate;
  useEffect(() => begin(), [begin]);
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    confirm.mutate();
  };
  if (confirm.data) return <RecoveryCodes codes={confirm.data.recovery_codes} onDone={onDone} />;
  if (offer.error) return <ProblemAlert error={offer.error} retry={() => begin()} />;
  if (!offer.data) return <Waiting lines={3} />;
  const secret = offer.data.secret;
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="sm">
        <p className={classes.step}>{text('totp.scan')}</p>
        <img className={classes.code} alt={text('totp.picture')} src={`data:image/svg+xml,${encodeURIComponent(offer.data.svg)}`} />
        <details className={classes.typed}>
          <summary>{text('totp.by_hand')}</summary>
          <code className="mono break" data-secret>{secret.replace(/(.{4})/g, '$1 ').trim()}</code>
        </details>
        <TextInput label={text('totp.give_code')} name="code" inputMode="numeric" autoComplete="one-time-code" placeholder="123456" classNames={{ input: 'mono' }} required withAsterisk={false} value={code} onChange={(e) => setCode(e.currentTarget.value)} />
        <ProblemAlert error={confirm.error} />
        <Button type="submit" loading={confirm.isPending} disabled={code.length < 6}>{text('totp.finish')}</Button>
      </Stack>
    </form>
  );
}

export function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }): React.JSX.Element {
  const text = useText();
  const all = codes.join('\n');
  return (
    <Stack gap="sm">
      <p className={classes.step}>{text('recovery.keep')}</p>
      <ul className={`${classes.codes} mono`}>{codes.map((each) => <li key={each}>{each}</li>)}</ul>
      <Group gap="xs">
        <CopyButton value={all}>
          {({ copied, copy }) => <Button variant="default" onClick={copy}>{text(copied ? 'common.copied' : 'common.copy')}</Button>}
        </CopyButton>
        <Anchor download="genbo-recovery-codes.txt" href={`data:text/plain;charset=utf-8,${encodeURIComponent(`${all}\n`)}`} size="sm">{text('recovery.download')}</Anchor>
      </Group>
      <Button onClick={onDone}>{text('recovery.done')}</Button>
    </Stack>
  );
}
