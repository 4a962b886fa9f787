// SPDX-License-Identifier: Apache-2.0
// One customer: the golden record and where each value is from, the records it is made of, why
// they belong together, and what happened.
import { ActionIcon, Alert, Button, CopyButton, Tabs, Tooltip } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';

import { useMyAccess } from '@/shared/api/access';
import { api, take } from '@/shared/api/client';
import type { Customer } from '@/shared/api/types';
import { useText } from '@/shared/i18n/i18n';
import { paths } from '@/shared/paths';
import { Icon } from '@/shared/ui/Icon';
import { Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';

import classes from './customer.module.css';
import { Conflicts } from './Conflicts';
import { EraseDialog } from './EraseDialog';
import { GoldenTable } from './GoldenTable';
import { HoldDialog, HoldNotice } from './HoldDialog';
import { MemberList } from './MemberList';
import { MergeDialog } from './MergeDialog';
import { NumberCard } from './NumberCard';
import { Relations } from './Relations';
import { SplitDialog } from './SplitDialog';
import { Timeline } from './Timeline';
import { WhoLooked } from './WhoLooked';
import { WhyJoined } from './WhyJoined';

export function CustomerPage({ number }: { number: string }): React.JSX.Element {
  const [, navigate] = useLocation();
  const client = useQueryClient();
  const query = useQuery({
    queryKey: ['customer', number],
    queryFn: () => take(api.GET('/customers/{number}', { params: { path: { number } } })),
  });
  const customer = query.data;
  const moved = customer && customer.number !== number;
  useEffect(() => {
    if (customer) document.title = customer.number;
    if (!moved) return;
    // Keeps what was just read, so that the page can still say which old number was asked for.
    client.setQueryData(['customer', customer.number], customer);
    navigate(paths.customer(customer.number), { replace: true });
  }, [customer, moved, client, navigate]);
  if (query.error) return <ProblemAlert error={query.error} retry={() => void query.refetch()} />;
  if (!customer) return <div className="card"><Waiting lines={6} /></div>;
  return (
    <>
      <Head customer={customer} onMoved={(next) => navigate(paths.customer(next))} onErasing={(id) => navigate(paths.erasure(id))} />
      <div className={classes.columns}>
        <Records customer={customer} />
        <aside className={classes.aside}>
          <NumberCard number={customer.number} />
          <Timeline number={customer.number} version={customer.version} />
          <WhoLooked number={customer.number} />
        </aside>
      </div>
    </>
  );
}

function Records({ customer }: { customer: Customer }): React.JSX.Element {
  const text = useText();
  const { may } = useMyAccess();
  const [tab, setTab] = useState<string | null>('golden');
  return (
    <section className="card">
      <Tabs value={tab} onChange={setTab} keepMounted={false}>
        <Tabs.List px="sm">
          <Tabs.Tab value="golden">{text('customer.golden')}</Tabs.Tab>
          <Tabs.Tab value="members">{text('customer.members')} <span className="num">{customer.members.length}</span></Tabs.Tab>
          <Tabs.Tab value="why">{text('customer.why')}</Tabs.Tab>
          {may('review') && <Tabs.Tab value="conflicts">{text('conflict.title')}</Tabs.Tab>}
          <Tabs.Tab value="relations">{text('relation.title')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="golden"><GoldenTable customer={customer} /></Tabs.Panel>
        <Tabs.Panel value="members"><MemberList customer={customer} /></Tabs.Panel>
        <Tabs.Panel value="why"><WhyJoined customer={customer} /></Tabs.Panel>
        <Tabs.Panel value="conflicts"><Conflicts number={customer.number} /></Tabs.Panel>
        <Tabs.Panel value="relations"><Relations number={customer.number} /></Tabs.Panel>
      </Tabs>
    </section>
  );
}

function Head({ customer, onMoved, onErasing }: { customer: Customer; onMoved: (number: string) => void; onErasing: (id: number) => void }): React.JSX.Element {
  const text = useText();
  const { may } = useMyAccess();
  const [dialog, setDialog] = useState<'merge' | 'split' | 'erase' | 'hold' | null>(null);
  const may_join = may('merge_and_split');
  const may_erase = may('erase_customer');
  const value = (field: string): string => customer.golden.find((each) => each.field === field)?.value ?? '';
  const name = value('name_full') || [value('surname'), value('given_name')].filter(Boolean).join(' ');
  const kana = value('kana_full') || [value('surname_kana'), value('given_name_kana')].filter(Boolean).join(' ');
  const company = value('company');
  return (
    <div className={classes.head}>
      <div className={classes.name}>
        <h1 className="break">{name || company || text('search.no_name')}</h1>
        <span className="quiet">{[kana.normalize('NFKC'), name ? company : ''].filter(Boolean).join(' · ')}</span>
      </div>
      <div className={classes.number}>
        <small>{text('customer.number')}</small>
        <div>
          <span className="mono">{customer.number}</span>
          <CopyButton value={customer.number}>
            {({ copied, copy }) => (
              <Tooltip label={copied ? text('common.copied') : text('common.copy')}>
                <ActionIcon variant="subtle" onClick={copy} aria-label={text('common.copy')}><Icon name={copied ? 'check' : 'copy'} size={16} /></ActionIcon>
              </Tooltip>
            )}
          </CopyButton>
        </div>
        {customer.aliases.length > 0 && <small className="mono">{text('customer.aliases')} {customer.aliases.join(', ')}</small>}
      </div>
      {(may_join || may_erase) && (
        <div className={classes.actions}>
          {may_join && <Button variant="default" leftSection={<Icon name="merge" />} onClick={() => setDialog('merge')}>{text('customer.merge')}</Button>}
          {may_join && <Button variant="default" leftSection={<Icon name="split" />} disabled={customer.members.length < 2} onClick={() => setDialog('split')}>{text('customer.split')}</Button>}
          {may_erase && <Button variant="default" leftSection={<Icon name="cross" />} onClick={() => setDialog('erase')}>{text('erasure.button')}</Button>}
          {may_erase && <Button variant="default" leftSection={<Icon name="key" />} onClick={() => setDialog('hold')}>{text('hold.button')}</Button>}
          <HoldDialog customer={customer} opened={dialog === 'hold'} onClose={() => setDialog(null)} />
          <EraseDialog customer={customer} opened={dialog === 'erase'} onClose={() => setDialog(null)} onAsked={onErasing} />
          <MergeDialog customer={customer} opened={dialog === 'merge'} onClose={() => setDialog(null)} onMoved={onMoved} />
          <SplitDialog customer={customer} opened={dialog === 'split'} onClose={() => setDialog(null)} onMoved={onMoved} />
        </div>
      )}
      {may_erase && <HoldNotice number={customer.number} />}
      <Notices customer={customer} />
    </div>
  );
}

function Notices({ customer }: { customer: Customer }): React.JSX.Element | null {
  const text = useText();
  if (!customer.resolved_from && customer.warnings.length === 0) return null;
  return (
    <div className={classes.notices}>
      {customer.resolved_from && <Alert color="ai">{text('customer.resolved_from', { number: customer.resolved_from })}</Alert>}
      {customer.warnings.map((each, at) => <Alert key={at} color="yellow" icon={<Icon name="warning" />}>{each.text}</Alert>)}
    </div>
  );
}
