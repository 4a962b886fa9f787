// SPDX-License-Identifier: Apache-2.0
// One erasure: where it stands, what may be done, who is to be told, the certificate.
import { Alert, Button, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';

import { api, csrf, take } from '@/shared/api/client';
import { newKey } from '@/shared/api/intent';
import { useSession } from '@/shared/api/session';
import type { Erasure } from '@/shared/api/types';
import { dateTime } from '@/shared/format/format';
import { useLanguage, useText, type TextKey } from '@/shared/i18n/i18n';
import { paths } from '@/shared/paths';
import { Confirm } from '@/shared/ui/Confirm';
import { ErasureCounts } from '@/shared/ui/ErasureCounts';
import { Card, Page, Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';

import { CertificateCard } from './CertificateCard';
import classes from './erasure.module.css';
import { Recipients } from './Recipients';

export function ErasurePage({ id }: { id: number }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const { session } = useSession();
  const query = useQuery({ queryKey: ['erasure', id], queryFn: () => take(api.GET('/erasures/{erasure_id}', { params: { path: { erasure_id: id } } })) });
  const title = text('erasure.title', { id });
  if (query.error) return <Page title={title}><ProblemAlert error={query.error} retry={() => void query.refetch()} /></Page>;
  if (!query.data) return <Page title={title}><div className="card"><Waiting lines={6} /></div></Page>;
  const erasure = query.data;
  const may = session?.staff.role === 'administrator' || session?.staff.role === 'steward';
  const gone = erasure.state === 'erased' || erasure.state === 'buried';
  return (
    <Page title={title} aside={<Button component={Link} href={paths.approvals} variant="default" size="compact-sm">{text('approvals.title')}</Button>}>
      <Alert color={erasure.state === 'pending' ? 'yellow' : 'ai'}>{text(`erasure.state_hint.${erasure.state}`, { at: dateTime(erasure.due_at, language) })}</Alert>
      <div className={classes.columns}>
        <Card title={text('erasure.facts')}>
          <dl className={classes.facts}>
            <Fact label="erasure.number" value={erasure.number} mono="mono" />
            <Fact label="erasure.ground" value={text(`erasure.ground.${erasure.ground}`)} />
            <Fact label="erasure.reason" value={erasure.reason} />
            <Fact label="erasure.asked" value={`${dateTime(erasure.asked_at, language)} ${erasure.asked_by}`} />
            <Fact label="erasure.approved" value={erasure.approval?.decided_by ? `${dateTime(erasure.approval.decided_at, language)} ${erasure.approval.decided_by}` : erasure.approval ? text(`approvals.state.${erasure.approval.state}`) : text('erasure.by_rule')} />
            <Fact label="erasure.executed" value={dateTime(erasure.executed_at, language)} />
            <Fact label="erasure.buried" value={dateTime(erasure.buried_at, language)} />
          </dl>
          {may && <Acts erasure={erasure} />}
        </Card>
        <Card title={text(gone ? 'erasure.gone' : 'erasure.goes')}><ErasureCounts counts={erasure.counts} /></Card>
      </div>
      <Card title={text('erasure.recipients')} flush="flush"><Recipients erasure={erasure} may={may} /></Card>
      {gone && <CertificateCard id={erasure.id} />}
    </Page>
  );
}

function Fact({ label, value, mono }: { label: TextKey; value: string; mono?: string }): React.JSX.Element | null {
  const text = useText();
  if (value.trim() === '') return null;
  return <div><dt>{text(label)}</dt><dd className={`break ${mono ?? ''}`}>{value}</dd></div>;
}

function Acts({ erasure }: { erasure: Erasure }): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const [asking, setAsking] = useState<'take_back' | 'come_back' | 'execute' | null>(null);
  const [reason, setReason] = useState('');
  const header = { ...csrf(), 'Idempotency-Key': newKey() };
  const path = { erasure_id: erasure.id };
  const act = useMutation({
    mutationFn: () => {
      if (asking === 'execute') return take(api.POST('/erasures/{erasure_id}/execute', { params: { path, header } }));
      const body = { reason: reason.trim() };
      if (asking === 'take_back') return take(api.POST('/erasures/{erasure_id}/take-back', { params: { path, header }, body }));
      return take(api.POST('/erasures/{erasure_id}/come-back', { params: { path, header }, body }));
    },
    onSuccess: () => {
      setAsking(null);
      setReason('');
      void client.invalidateQueries();
    },
  });
  const pending = erasure.state === 'pending';
  const ready = pending && new Date(erasure.due_at).getTime() <= Date.now() && (erasure.approval === null || erasure.approval.state === 'approved');
  const gone = erasure.state === 'erased' || erasure.state === 'buried';
  return (
    <div className={classes.buttons}>
      {pending && <Button variant="default" onClick={() => setAsking('take_back')}>{text('erasure.take_back')}</Button>}
      {ready && <Button color="red" onClick={() => setAsking('execute')}>{text('erasure.execute')}</Button>}
      {gone && erasure.suppressed && <Button variant="default" onClick={() => setAsking('come_back')}>{text('erasure.come_back')}</Button>}
      {asking !== null && (
        <Confirm
          opened onClose={() => setAsking(null)} title={text(`erasure.${asking}`)} hint={text(`erasure.${asking}_hint`)} action={text(`erasure.${asking}`)}
          ready={asking === 'execute' || reason.trim() !== ''} busy={act.isPending} error={act.error} onDo={() => act.mutate()}
        >
          {asking !== 'execute' && <Textarea label={text('common.reason')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} maxLength={1000} rows={2} required withAsterisk={false} />}
        </Confirm>
      )}
    </div>
  );
}
