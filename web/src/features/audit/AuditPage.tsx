// SPDX-License-Identifier: Apache-2.0
// The auditor's page: is the log whole, is anybody watching, what did the watch find, who did what.
// Whoever may not read the log sees what he is asked himself, and nothing else.
import { Alert as Notice, Anchor, Badge, Button, CopyButton } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';

import { useMyAccess } from '@/shared/api/access';
import { api, apiBase, csrf, take } from '@/shared/api/client';
import { useSession } from '@/shared/api/session';
import type { AuditStatus, AuditVerification } from '@/shared/api/types';
import { dateTime } from '@/shared/format/format';
import { translateMaybe, useLanguage, useText } from '@/shared/i18n/i18n';
import { Card, Page, Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';

import { Acts } from './Acts';
import { Alerts, OwnAlerts } from './Alerts';
import classes from './audit.module.css';
import { Marks } from './Marks';

const readers = ['administrator', 'auditor', 'privacy_officer'];

export function AuditPage(): React.JSX.Element {
  const text = useText();
  const { session } = useSession();
  const { may } = useMyAccess();
  const may_read = session != null && readers.includes(session.staff.role);
  return (
    <Page title={text('audit.title')}>
      <OwnAlerts />
      {may_read && <><Log /><Alerts /></>}
      {may('manage_watch') && <Marks />}
      {may_read && <Acts />}
    </Page>
  );
}

function Log(): React.JSX.Element {
  const text = useText();
  const status = useQuery({ queryKey: ['audit'], queryFn: () => take(api.GET('/audit/status')), refetchInterval: 30_000 });
  return (
    <>
      <ProblemAlert error={status.error} retry={() => void status.refetch()} />
      {status.isPending && <div className="card"><Waiting /></div>}
      {status.data && !status.data.watch_alive && <Notice color="red" role="alert" title={text('audit.watch_dead')} />}
      {status.data && <Card title={text('audit.log')}><Status status={status.data} /></Card>}
    </>
  );
}

function Status({ status }: { status: AuditStatus }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const verify = useMutation({
    mutationFn: () => take(api.POST('/audit/verify', { params: { header: csrf() } })),
  });
  return (
    <div className={classes.status}>
      <dl>
        <div><dt>{text('audit.size')}</dt><dd className="num">{status.size.toLocaleString()}</dd></div>
        <div><dt>{text('audit.root')}</dt><dd className="mono break">{status.root}</dd></div>
        <div><dt>{text('audit.signed_at')}</dt><dd className="num">{status.signed_at ? dateTime(status.signed_at, language) : text('audit.never')}</dd></div>
        <div>
          <dt>{text('audit.key')}</dt>
          <dd>
            <span className="mono break">{status.verifier_key}</span>{' '}
            <CopyButton value={status.verifier_key}>
              {({ copied, copy }) => <Anchor component="button" type="button" fz="xs" onClick={copy}>{copied ? text('common.copied') : text('common.copy')}</Anchor>}
            </CopyButton>
            <small className="quiet">{text('audit.key_hint')}</small>
          </dd>
        </div>
        <div>
          <dt>{text('audit.outside')}</dt>
          <dd>
            {status.outside.length === 0 && <span className="quiet">{text('audit.outside_none')}</span>}
            {status.outside.map((each) => (
              <div key={each.destination}>
                <span className="mono break">{each.destination}</span>{' '}
                {each.failure
                  ? <Badge color="red">{text('audit.outside_failed', { code: each.failure })}</Badge>
                  : <span className="quiet num">{text('audit.outside_size', { size: each.size })} · {dateTime(each.at, language)}</span>}
              </div>
            ))}
          </dd>
        </div>
      </dl>
      {status.watch_alive && <p className="quiet">{text('audit.watch_alive')} · {text('audit.watched_at', { at: dateTime(status.watched_at, language) })}</p>}
      <div className={classes.buttons}>
        <Button loading={verify.isPending} onClick={() => verify.mutate()}>{text('audit.verify')}</Button>
        <Button variant="default" component="a" href={`${apiBase}/audit/export.tar`} download>{text('audit.export')}</Button>
      </div>
      <ProblemAlert error={verify.error} />
      {verify.data && <Verified result={verify.data} />}
    </div>
  );
}

function Verified({ result }: { result: AuditVerification }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  return (
    <Notice color={result.sound ? 'teal' : 'red'} role="status" title={text(result.sound ? 'audit.verify_sound' : 'audit.verify_broken')}>
      <ul className={classes.parts}>
        {result.parts.map((part) => (
          <li key={part.name}>
            {translateMaybe(language, `audit.part.${part.name}`) ?? part.name} <span className="num">{part.looked_at.toLocaleString()}</span>
            {part.problems.map((problem) => <div key={problem}>{problem}</div>)}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
