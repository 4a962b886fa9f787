// SPDX-License-Identifier: Apache-2.0
// What waits for a second person, and the erasures with where they stand.
import { Button, SegmentedControl, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';

import { useMyAccess } from '@/shared/api/access';
import { api, csrf, take } from '@/shared/api/client';
import { proven } from '@/shared/api/proof';
import { newKey } from '@/shared/api/intent';
import type { Approval } from '@/shared/api/types';
import { dateTime } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import { paths } from '@/shared/paths';
import { Confirm } from '@/shared/ui/Confirm';
import { Card, Empty, Page, Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';
import { showToast } from '@/shared/ui/toast';

import classes from './erasure.module.css';
import { ErasureList } from './ErasureList';
import { RetentionCard } from './RetentionCard';

export function ApprovalsPage(): React.JSX.Element {
  const text = useText();
  const [state, setState] = useState<'open' | 'all'>('open');
  const list = useQuery({ queryKey: ['approvals', state], queryFn: () => take(api.GET('/approvals', { params: { query: { state } } })) });
  return (
    <Page title={text('approvals.title')} aside={(
      <SegmentedControl size="xs" value={state} onChange={(value) => setState(value === 'all' ? 'all' : 'open')}
        data={[{ value: 'open', label: text('approvals.open') }, { value: 'all', label: text('approvals.all') }]} />
    )}>
      <p className="quiet">{text('approvals.hint')}</p>
      <ProblemAlert error={list.error} retry={() => void list.refetch()} />
      <div className="card">
        {list.isPending ? <Waiting /> : (list.data?.items.length ?? 0) === 0 ? <Empty icon="check" title={text('approvals.none')} /> : (
          <ul className={classes.list}>{list.data!.items.map((item) => <Row key={item.id} item={item} />)}</ul>
        )}
      </div>
      <Card title={text('erasure.list')} flush="flush"><ErasureList /></Card>
      <RetentionCard />
    </Page>
  );
}

// "erasure=12 uid=…": the page of that erasure.
function erasureOf(subject: string): string | null {
  return /^erasure=(\d+)/.exec(subject)?.[1] ?? null;
}

function Row({ item }: { item: Approval }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const [deciding, setDeciding] = useState<'approve' | 'refuse' | 'withdraw' | null>(null);
  const [running, setRunning] = useState(false);
  const { may } = useMyAccess();
  const erasure = erasureOf(item.subject);
  const open = item.state === 'waiting' || item.state === 'approved';
  return (
    <li>
      <div className={classes.row}>
        <strong>{text(`approvals.kind.${item.kind}`)} <span className="num">#{item.id}</span></strong>
        <span className={classes.state} data-state={item.state}>{text(`approvals.state.${item.state}`)}</span>
        <span className="break">{item.reason}</span>
        <span className="quiet">
          {text('approvals.asked', { name: item.asked_by || text('approvals.system'), at: dateTime(item.asked_at, language) })}
          {item.decided_by && <> · {text('approvals.decided', { name: item.decided_by, at: dateTime(item.decided_at, language) })}</>}
          {open && item.not_before > item.asked_at && <> · {text('approvals.not_before', { at: dateTime(item.not_before, language) })}</>}
        </span>
        <div className={classes.buttons}>
          {erasure && <Button component={Link} href={paths.erasure(erasure)} size="compact-sm" variant="default">{text('approvals.look')}</Button>}
          {item.may_decide && <Button size="compact-sm" onClick={() => setDeciding('approve')}>{text('approvals.approve')}</Button>}
          {item.may_decide && <Button size="compact-sm" variant="default" onClick={() => setDeciding('refuse')}>{text('approvals.refuse')}</Button>}
          {item.kind === 'retention' && item.state === 'approved' && may('manage_retention') && <Button size="compact-sm" onClick={() => setRunning(true)}>{text('retention.run')}</Button>}
          {item.kind === 'bulk_export' && <Button component={Link} href={paths.exports} size="compact-sm" variant="default">{text('approvals.look')}</Button>}
          {item.kind === 'recover_account' && item.state === 'approved' && <span className="quiet">{text('approvals.recover_next')}</span>}
          {open && !item.may_decide && item.state === 'waiting' && <span className="quiet">{text('approvals.other_decides')}</span>}
        </div>
      </div>
      <Decide item={item} decision={deciding} onClose={() => setDeciding(null)} />
      <RunRetention item={item} opened={running} onClose={() => setRunning(false)} />
    </li>
  );
}

// The customers who were overdue when it was asked for, and no others.
function RunRetention({ item, opened, onClose }: { item: Approval; opened: boolean; onClose: () => void }): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const run = useMutation({
    mutationFn: () => proven(() => take(api.POST('/retention/approved-run', {
      params: { header: { ...csrf(), 'Idempotency-Key': newKey() } }, body: { approval: item.id },
    }))),
    onSuccess: ({ asked }) => {
      onClose();
      void client.invalidateQueries();
      showToast(text('retention.ran', { customers: asked }));
    },
  });
  return (
    <Confirm
      opened={opened} onClose={onClose} title={text('approvals.kind.retention')} hint={text('retention.run_hint')}
      action={text('retention.run')} busy={run.isPending} error={run.error} onDo={() => run.mutate()}
    >
      <div className="break">{item.subject}</div>
    </Confirm>
  );
}

function Decide({ item, decision, onClose }: { item: Approval; decision: 'approve' | 'refuse' | 'withdraw' | null; onClose: () => void }): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const [remark, setRemark] = useState('');
  const decide = useMutation({
    mutationFn: () => proven(() => take(api.POST('/approvals/{approval_id}/decision', {
      params: { path: { approval_id: item.id }, header: { ...csrf(), 'Idempotency-Key': newKey() } },
      body: { decision: decision!, remark: remark.trim() },
    }))),
    onSuccess: () => {
      setRemark('');
      onClose();
      void client.invalidateQueries();
    },
  });
  return (
    <Confirm
      opened={decision !== null} onClose={onClose} title={text(`approvals.kind.${item.kind}`)} hint={text(decision === 'refuse' ? 'approvals.refuse_hint' : 'approvals.approve_hint')}
      action={text(decision === 'refuse' ? 'approvals.refuse' : 'approvals.approve')} busy={decide.isPending} error={decide.error} onDo={() => decide.mutate()}
    >
      <div className="break">{item.reason}</div>
      <Textarea label={text('approvals.remark')} value={remark} onChange={(event) => setRemark(event.currentTarget.value)} maxLength={1000} rows={2} />
    </Confirm>
  );
}
