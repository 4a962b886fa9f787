// SPDX-License-Identifier: Apache-2.0
// Bulk exports: one person asks, another decides, the first fetches.
import { Badge, Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { useMyAccess } from '@/shared/api/access';
import { api, apiBase, csrf, take } from '@/shared/api/client';
import { proven } from '@/shared/api/proof';
import { useFields } from '@/shared/api/fields';
import { useSession } from '@/shared/api/session';
import type { BulkExport } from '@/shared/api/types';
import { count, dateTime } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import { Empty, Page, Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';

import classes from './access.module.css';
import { NewExport } from './NewExport';

export function ExportsPage(): React.JSX.Element {
  const text = useText();
  const { may } = useMyAccess();
  const exports = useQuery({ queryKey: ['exports'], queryFn: () => take(api.GET('/exports')) });
  return (
    <Page title={text('exports.title')}>
      <p className="quiet">{text('exports.hint')}</p>
      <ProblemAlert error={exports.error} retry={() => void exports.refetch()} />
      {!exports.error && (
        <div className={classes.columns}>
          <div className="card">
            {!exports.data ? <Waiting /> : exports.data.items.length === 0 ? <Empty icon="download" title={text('exports.none')} /> : (
              <ul className={classes.list}>{exports.data.items.map((each) => <One key={each.id} one={each} />)}</ul>
            )}
          </div>
          {may('ask_export') && <NewExport />}
        </div>
      )}
    </Page>
  );
}

function One({ one }: { one: BulkExport }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const fields = useFields();
  const client = useQueryClient();
  const { session } = useSession();
  const { may } = useMyAccess();
  const own = one.asked_by === session?.staff.name;
  const decide = useMutation({
    mutationFn: (approve: boolean) => proven(() => take(api.POST('/exports/{export_id}/decision', { params: { path: { export_id: one.id }, header: csrf() }, body: { approve } }))),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['exports'] }),
  });
  return (
    <li>
      <div className={classes.head}>
        <Badge size="sm" variant="light" color={one.state === 'approved' ? '#2c7a5b' : one.state === 'waiting' ? '#7a5200' : 'gray'}>{text(`exports.state.${one.state}`)}</Badge>
        <strong className="break">{one.reason}</strong>
      </div>
      <div className={classes.facts}><span>{one.fields.map((name) => (name === 'relations' ? text('exports.relations') : fields.label(name, null))).join(' · ')}</span><span className="mono quiet">{one.format}</span>{one.store && <span>{one.store}</span>}</div>
      <div className={`quiet ${classes.facts}`}>
        <span>{text('exports.asked', { name: one.asked_by, at: dateTime(one.asked_at, language) })}</span>
        {one.decided_by && one.decided_at && <span>{text('exports.decided', { name: one.decided_by, at: dateTime(one.decided_at, language) })}</span>}
        {one.taken > 0 && <span>{text('exports.taken', { rows: count(one.rows, language), taken: one.taken })}</span>}
      </div>
      {one.state === 'waiting' && own && <small className="quiet">{text('exports.waiting_hint')}</small>}
      {one.state === 'waiting' && !own && may('decide_export') && (
        <div className={classes.actions}>
          <Button size="compact-sm" loading={decide.isPending} onClick={() => decide.mutate(true)}>{text('exports.approve')}</Button>
          <Button size="compact-sm" variant="default" loading={decide.isPending} onClick={() => decide.mutate(false)}>{text('exports.refuse')}</Button>
        </div>
      )}
      {one.state === 'approved' && own && (
        <div className={classes.actions}><Button component="a" size="compact-sm" href={`${apiBase}/exports/${one.id}/file`} download>{text('exports.fetch')}</Button></div>
      )}
      <ProblemAlert error={decide.error} />
    </li>
  );
}
