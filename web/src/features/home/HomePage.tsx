// SPDX-License-Identifier: Apache-2.0
// The first screen: what waits to be done, what the register holds, what came in lately.
import { Anchor, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';

import { api, take } from '@/shared/api/client';
import type { Home } from '@/shared/api/types';
import { count, date } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import { paths } from '@/shared/paths';
import { Icon } from '@/shared/ui/Icon';
import { ImportTable } from '@/shared/ui/ImportTable';
import { Card, Empty, Page, Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';

import classes from './HomePage.module.css';
import { SourcesCard } from './SourcesCard';
import { TodoList } from './TodoList';

export function HomePage(): React.JSX.Element {
  const text = useText();
  const home = useQuery({ queryKey: ['home'], queryFn: () => take(api.GET('/home')), refetchInterval: 15_000 });
  if (home.error) return <Page title={text('home.title')}><ProblemAlert error={home.error} retry={() => void home.refetch()} /></Page>;
  if (!home.data) return <Page title={text('home.title')}><Waiting /></Page>;
  const { data } = home;
  return (
    <Page
      title={text('home.title')}
      aside={<Button component={Link} href={paths.import_new} leftSection={<Icon name="upload" />}>{text('imports.new')}</Button>}
    >
      {data.todo.length > 0
        ? <TodoList todo={data.todo} />
        : <div className="card"><Empty icon="check" title={text('home.nothing')} hint={text('home.nothing_hint')} /></div>}
      <Figures home={data} />
      <div className={classes.columns}>
        <Card
          flush="flush"
          title={text('home.imports_recent')}
          aside={data.imports_recent.length > 0 && <Anchor component={Link} href={paths.imports} fz="sm">{text('home.all_imports')}</Anchor>}
        >
          {data.imports_recent.length > 0
            ? <ImportTable imports={data.imports_recent} brief="brief" />
            : <p className={`pad quiet ${classes.none}`}>{text('home.no_imports')}</p>}
        </Card>
        {data.sources > 0 && <SourcesCard />}
      </div>
    </Page>
  );
}

function Figures({ home }: { home: Home }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const figure = (label: string, value: number, note?: string): React.JSX.Element => (
    <div className={classes.figure}>
      <dt>{label}</dt>
      <dd className="num">{count(value, language)}{note && <small>{note}</small>}</dd>
    </div>
  );
  const drill = home.drill && text(home.drill.sound ? 'home.drill_sound' : 'home.drill_wrong');
  const per_customer = home.customers > 0 ? text('home.per_customer', { value: (home.records / home.customers).toFixed(2) }) : undefined;
  return (
    <section className="card" aria-label={text('home.figures')}>
      <dl className={classes.figures}>
        {figure(text('home.customers'), home.customers)}
        {figure(text('home.records'), home.records, per_customer)}
        {figure(text('home.sources'), home.sources)}
      </dl>
      {home.drill && <p className="pad quiet">{`${text('home.drill')}: ${date(home.drill.at, language)} · ${drill}`}</p>}
    </section>
  );
}
