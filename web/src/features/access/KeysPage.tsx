// SPDX-License-Identifier: Apache-2.0
// API keys: which there are, a new one, a new secret, the end of one.
import { Badge, Button, CopyButton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { api, csrf, take } from '@/shared/api/client';
import { proven } from '@/shared/api/proof';
import type { ApiKey, MadeKey } from '@/shared/api/types';
import { date, dateTime } from '@/shared/format/format';
import { translateMaybe, useLanguage, useText } from '@/shared/i18n/i18n';
import { Confirm } from '@/shared/ui/Confirm';
import { Card, Empty, Page, Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';

import classes from './access.module.css';
import { NewKey } from './NewKey';

export function KeysPage(): React.JSX.Element {
  const text = useText();
  const [made, setMade] = useState<MadeKey | null>(null);
  const keys = useQuery({ queryKey: ['keys'], queryFn: () => take(api.GET('/keys')) });
  return (
    <Page title={text('keys.title')}>
      <p className="quiet">{text('keys.hint')}</p>
      <ProblemAlert error={keys.error} retry={() => void keys.refetch()} />
      {made && <Secret made={made} />}
      {!keys.error && (
        <div className={classes.columns}>
          <div className="card">
            {!keys.data ? <Waiting /> : keys.data.items.length === 0 ? <Empty icon="key" title={text('keys.none')} /> : (
              <ul className={classes.list}>{keys.data.items.map((each) => <Key key={each.id} api_key={each} onMade={setMade} />)}</ul>
            )}
          </div>
          <NewKey onMade={setMade} />
        </div>
      )}
    </Page>
  );
}

function Secret({ made }: { made: MadeKey }): React.JSX.Element {
  const text = useText();
  return (
    <Card title={`${text('keys.token')}: ${made.key.name}`}>
      <div role="status">
        <p>{text('keys.token_hint')}</p>
        <div className={`mono ${classes.token}`}>{made.token}</div>
        <div className={classes.actions}>
          <CopyButton value={made.token}>
            {({ copied, copy }) => <Button size="compact-sm" onClick={copy}>{text(copied ? 'common.copied' : 'common.copy')}</Button>}
          </CopyButton>
        </div>
      </div>
    </Card>
  );
}

function Key({ api_key, onMade }: { api_key: ApiKey; onMade: (made: MadeKey) => void }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const client = useQueryClient();
  const [ending, setEnding] = useState(false);
  const path = { key_id: api_key.id };
  const refresh = (): void => void client.invalidateQueries({ queryKey: ['keys'] });
  const rotate = useMutation({
    mutationFn: () => proven(() => take(api.POST('/keys/{key_id}/rotation', { params: { path, header: csrf() }, body: { overlap_hours: 24 } }))),
    onSuccess: (answer) => { onMade(answer); refresh(); },
  });
  const revoke = useMutation({
    mutationFn: () => take(api.DELETE('/keys/{key_id}', { params: { path, header: csrf() } })),
    onSuccess: () => { setEnding(false); refresh(); },
  });
  const words = (kind: string, names: string[]): string => names.map((name) => translateMaybe(language, `keys.${kind}.${name}`) ?? name).join(' · ');
  return (
    <li>
      <div className={classes.head}>
        <strong className="break">{api_key.name}</strong>
        <span className="mono quiet">{api_key.id}</span>
        <Badge size="sm" variant="light" color={api_key.state === 'active' ? '#2c7a5b' : 'gray'}>{text(`keys.state.${api_key.state}`)}</Badge>
      </div>
      <div className={classes.facts}><span>{words('action', api_key.actions)}</span><span className="quiet">{words('purpose', api_key.purposes)}</span><span className="mono">{api_key.classes.join(' ')}</span></div>
      <div className={`quiet ${classes.facts}`}>
        <span>{text('keys.expires', { at: date(api_key.expires_at, language) })}</span>
        <span>{api_key.last_used_at ? text('keys.last_used', { at: dateTime(api_key.last_used_at, language) }) : text('keys.never_used')}</span>
        {api_key.former_until && <span>{text('keys.former_until', { at: dateTime(api_key.former_until, language) })}</span>}
        {api_key.networks.length > 0 && <span className="mono">{api_key.networks.join(' ')}</span>}
      </div>
      {api_key.state === 'active' && (
        <div className={classes.actions}>
          <Button size="compact-sm" variant="default" loading={rotate.isPending} onClick={() => rotate.mutate()}>{text('keys.rotate')}</Button>
          <Button size="compact-sm" variant="default" onClick={() => setEnding(true)}>{text('keys.revoke')}</Button>
        </div>
      )}
      <ProblemAlert error={rotate.error} />
      <Confirm
        opened={ending} onClose={() => setEnding(false)} title={text('keys.revoke_title')} hint={text('keys.revoke_hint', { name: api_key.name })} action={text('keys.revoke')}
        busy={revoke.isPending} error={revoke.error} onDo={() => revoke.mutate()}
      />
    </li>
  );
}
