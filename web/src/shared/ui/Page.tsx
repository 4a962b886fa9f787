// SPDX-License-Identifier: Apache-2.0
// The head that every screen has, the card that its parts sit in, and what is shown when there is
// nothing to show or nothing yet.
import { Skeleton, Title } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';

import { useText } from '@/shared/i18n/i18n';

import { Icon, type IconName } from './Icon';
import classes from './Page.module.css';

interface PageProps {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
}

export function Page({ title, aside, children }: PageProps): React.JSX.Element {
  const text = useText();
  useEffect(() => {
    document.title = `${title} — ${text('app.name')}`;
  }, [title, text]);
  return (
    <>
      <div className={classes.head}>
        <Title order={1} fz={20}>{title}</Title>
        {aside && <div className={classes.aside}>{aside}</div>}
      </div>
      <div className={classes.body}>{children}</div>
    </>
  );
}

export function Card({ title, aside, children, flush }: { title?: ReactNode; aside?: ReactNode; children: ReactNode; flush?: 'flush' }): React.JSX.Element {
  return (
    <section className="card">
      {title && <header><h2>{title}</h2>{aside}</header>}
      {flush ? children : <div className="pad">{children}</div>}
    </section>
  );
}

interface EmptyProps {
  icon: IconName;
  title: string;
  hint?: string;
  children?: ReactNode;
}

export function Empty({ icon, title, hint, children }: EmptyProps): React.JSX.Element {
  return (
    <div className={classes.empty}>
      <span className={classes.sign}><Icon name={icon} size={26} /></span>
      <p className={classes.empty_title}>{title}</p>
      {hint && <p className="quiet">{hint}</p>}
      {children}
    </div>
  );
}

export function Waiting({ lines = 4 }: { lines?: number }): React.JSX.Element {
  const text = useText();
  return (
    <div className={classes.waiting} aria-busy="true" role="status" aria-label={text('common.loading')}>
      {Array.from({ length: lines }, (_, at) => <Skeleton key={at} height={16} width={`${92 - ((at * 17) % 40)}%`} />)}
    </div>
  );
}
