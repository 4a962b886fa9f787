// SPDX-License-Identifier: Apache-2.0
// What was shown or opened out of the ordinary, by whom and why; others take note of emergencies.
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';

import { api, csrf, take } from '@/shared/api/client';
import { useFields } from '@/shared/api/fields';
import { useSession } from '@/shared/api/session';
import type { AccessAct } from '@/shared/api/types';
import { dateTime } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import { paths } from '@/shared/paths';
import { Empty, Page, Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';

import classes from './access.module.css';

export function ActsPage(): React.JSX.Element {
  const text = useText();
  const acts = useQuery({ queryKey: ['access', 'acts'], queryFn: () => take(api.GET('/access/acts')) });
  return (
    <Page title={text('access.acts')}>
      <p className="quiet">{text('access.acts_hint')}</p>
      <ProblemAlert error={acts.error} retry={() => void acts.refetch()} />
      {!acts.error && (
        <div className="card">
          {!acts.data ? <Waiting /> : acts.data.items.length === 0 ? <Empty icon="clock" title={text('access.acts_none')} /> : (
            <ul className={classes.list}>{acts.data.items.map((act) => <Act key={act.id} act={act} />)}</ul>
          )}
        </div>
      )}
    </Page>
  );
}

function Act({ act }: { act: AccessAct }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const fields = useFields();
  const client = useQueryClient();
  const { session } = useSession();
  const seen = useMutation({
    mutationFn: () => take(api.POST('/access/acts/{act_id}/seen', { params: { path: { act_id: act.id }, header: csrf() } })),
    onSuccess: () => void client.invalidateQueries(),
  });
  const waits = act.kind === 'break_glass' && act.seen_by === null && act.actor !== session?.staff.name;
  return (
    <li data-alarm={act.kind === 'break_glass' && act.seen_by === null}>
      <div className={classes.head}>
        <strong>{text(`access.kind.${act.kind}`)}</strong>
        <span>{act.actor || text('access.machine')}</span>
        <span className="quiet num">{dateTime(act.at, language)}</span>
        {act.number && <Link href={paths.customer(act.number)} className="mono">{act.number}</Link>}
        {act.field && <span>{fields.label(act.field, null)}</span>}
      </div>
      <div className="break">{act.reason}</div>
      {act.seen_by && <small className="quiet">{text('access.seen_by', { name: act.seen_by })}</small>}
      {waits && <div><Button size="compact-sm" variant="default" loading={seen.isPending} onClick={() => seen.mutate()}>{text('access.seen')}</Button></div>}
      <ProblemAlert error={seen.error} />
    </li>
  );
}
