// SPDX-License-Identifier: Apache-2.0
// Around every screen: the way to the others, the language, and the account.  A rail on wide
// screens, a bar at the thumb on narrow ones.
import { Menu, UnstyledButton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';

import { useMyAccess } from '@/shared/api/access';
import { api, csrf, take } from '@/shared/api/client';
import { forgetEverything } from '@/shared/api/session';
import type { Session } from '@/shared/api/types';
import { useText, type TextKey } from '@/shared/i18n/i18n';
import { paths } from '@/shared/paths';
import { Icon, type IconName } from '@/shared/ui/Icon';
import { LanguageSwitch } from '@/shared/ui/LanguageSwitch';
import { useKeys } from '@/shared/ui/useKeys';

import mark from './mark.svg';
import { EmergencyBar, EmergencyDialog, PurposePicker } from './PurposePicker';
import { ScreenMark } from './ScreenMark';
import classes from './Shell.module.css';

const rooms: { path: string; icon: IconName; long: TextKey; short: TextKey }[] = [
  { path: paths.home, icon: 'home', long: 'nav.home', short: 'nav.home' },
  { path: paths.search, icon: 'search', long: 'nav.search', short: 'nav.search_short' },
  { path: paths.imports, icon: 'upload', long: 'nav.imports', short: 'nav.imports' },
  { path: paths.reviews, icon: 'pair', long: 'nav.review', short: 'nav.review_short' },
  { path: paths.numbers, icon: 'number', long: 'nav.numbers', short: 'nav.numbers_short' },
  { path: paths.approvals, icon: 'check', long: 'nav.approvals', short: 'nav.approvals_short' },
];

const audit_room = { path: paths.audit, icon: 'file', long: 'nav.audit', short: 'nav.audit_short' } as const;

export function Shell({ session, children }: { session: Session; children: ReactNode }): React.JSX.Element {
  const text = useText();
  const [location, navigate] = useLocation();
  useKeys({ '/': () => navigate(paths.search) });
  // Whoever reads the log finds it here; everybody else, when he is asked something himself.
  const { may } = useMyAccess();
  const asked = useQuery({ queryKey: ['alerts', 'mine'], queryFn: () => take(api.GET('/alerts/mine')), refetchInterval: 60_000 });
  const audits = ['owner', 'administrator', 'auditor', 'privacy_officer'].includes(session.staff.role) || (asked.data?.items.length ?? 0) > 0;
  const own_rooms = rooms.filter((room) => room.path !== paths.approvals || may('view_approvals'));
  const shown = audits ? [...own_rooms, audit_room] : own_rooms;
  const here = (path: string): boolean => (path === '/' ? location === '/' : location.startsWith(path));
  return (
    <div className={classes.frame}>
      <a className={classes.skip} href="#main">{text('app.skip')}</a>
      <header className={classes.top}>
        <Link href={paths.home} className={classes.brand}>
          <img src={mark} alt="" width={26} height={26} />
          <span>{text('app.name')}</span>
        </Link>
        <div className={classes.right}>
          <PurposePicker />
          <LanguageSwitch />
          <Account session={session} />
        </div>
      </header>
      <nav className={classes.nav} aria-label={text('app.menu')}>
        <div className={classes.links}>{shown.map((room) => (
          <Link key={room.path} href={room.path} className={classes.link} aria-current={here(room.path) ? 'page' : undefined}>
            <Icon name={room.icon} size={20} />
            <span className={classes.long}>{text(room.long)}</span>
            <span className={classes.short} aria-hidden>{text(room.short)}</span>
          </Link>
        ))}</div>
      </nav>
      <main id="main" className={classes.main} tabIndex={-1}><EmergencyBar />{children}</main>
      <ScreenMark />
    </div>
  );
}

function Account({ session }: { session: Session }): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const { may } = useMyAccess();
  const [emergency, setEmergency] = useState(false);
  const sign_out = useMutation({
    mutationFn: () => take(api.DELETE('/session', { params: { header: csrf() } })),
    onSuccess: () => {
      navigate(paths.home);
      forgetEverything(client);
    },
  });
  return (
    <>
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <UnstyledButton className={classes.account} aria-label={`${text('app.account')}: ${session.staff.name}`}>
          <Icon name="user" size={18} />
          <span className={classes.staff}>{session.staff.name}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{session.staff.name} · {text(`role.${session.staff.role}`)}</Menu.Label>
        {may('manage_keys') && <Menu.Item leftSection={<Icon name="key" size={16} />} onClick={() => navigate(paths.keys)}>{text('keys.title')}</Menu.Item>}
        {(may('ask_export') || may('decide_export')) && <Menu.Item leftSection={<Icon name="download" size={16} />} onClick={() => navigate(paths.exports)}>{text('exports.title')}</Menu.Item>}
        {may('view_models') && <Menu.Item leftSection={<Icon name="pair" size={16} />} onClick={() => navigate(paths.model)}>{text('model.title')}</Menu.Item>}
        {may('view_audit') && <Menu.Item leftSection={<Icon name="clock" size={16} />} onClick={() => navigate(paths.acts)}>{text('access.acts')}</Menu.Item>}
        {may('break_glass') && <Menu.Item leftSection={<Icon name="warning" size={16} />} onClick={() => setEmergency(true)}>{text('access.glass')}</Menu.Item>}
        <Menu.Item leftSection={<Icon name="key" size={16} />} onClick={() => navigate(paths.password)}>
          {text('session.change_password')}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="check" size={16} />} onClick={() => navigate(paths.security)}>
          {text('security.title')}
        </Menu.Item>
        {session.staff.role === 'administrator' && (
          <Menu.Item leftSection={<Icon name="pair" size={16} />} onClick={() => navigate(paths.staff)}>
            {text('staff.title')}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<Icon name="exit" size={16} />} onClick={() => sign_out.mutate()}>
          {text('session.sign_out')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
    <EmergencyDialog opened={emergency} onClose={() => setEmergency(false)} />
    </>
  );
}
