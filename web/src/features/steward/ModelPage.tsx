// SPDX-License-Identifier: Apache-2.0
// The match models: which decides, what people's verdicts teach, what another one would change, and
// the switch.  Comparing and switching go on in the background; this page asks how far they are.
import { Badge, Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

import { useMyAccess } from '@/shared/api/access';
import { api, csrf, take } from '@/shared/api/client';
import { useIntent } from '@/shared/api/intent';
import type { MatchModel, ModelList } from '@/shared/api/types';
import { bits, count, dateTime } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import { Card, Page, Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';

import { DiffCard } from './ModelDiff';
import { WorkCard, workKey } from './ModelWork';
import classes from './steward.module.css';
import { SuggestedRules } from './SuggestedRules';

const beat = 1000;
const listKey = ['models', 'list'] as const;

export function ModelPage(): React.JSX.Element {
  const text = useText();
  const { may } = useMyAccess();
  const [chosen, setChosen] = useState<number | null>(null);
  const models = useQuery({ queryKey: listKey, queryFn: () => take(api.GET('/models')) });
  const now = useQuery({
    queryKey: workKey,
    queryFn: () => take(api.GET('/models/work')),
    refetchInterval: ({ state }) => (state.data?.work?.state === 'running' ? beat : false),
  });
  const list = models.data;
  const work = now.data?.work ?? null;
  const client = useQueryClient();
  const ended = now.data && (work?.finished_at ?? null);
  const before = useRef(ended);
  useEffect(() => {
    // Everything that was shown may be another's now.
    if (before.current !== undefined && ended !== before.current && ended !== null) void client.invalidateQueries();
    before.current = ended;
  }, [client, ended]);
  const active = list?.items.find((each) => each.active);
  const shown = list?.items.find((each) => each.number === (chosen ?? work?.number) && !each.active);
  return (
    <Page title={text('model.title')}>
      <ProblemAlert error={models.error ?? now.error} retry={() => { void models.refetch(); void now.refetch(); }} />
      {models.isPending && <div className="card"><Waiting /></div>}
      {list && <Models list={list} chosen={shown?.number ?? null} onChosen={setChosen} />}
      <WorkCard work={work} />
      {shown && now.data && <DiffCard key={shown.number} model={shown} running={work?.state === 'running'} />}
      {list && may('review') && list.verdicts > 0 && <SuggestedRules />}
      {active && (
        <Card title={text('model.card')}>
          <ul className={classes.card}>
            {(['what', 'data', 'limits', 'human', 'off'] as const).map((part) => <li key={part}>{text(`model.${part}`)}</li>)}
          </ul>
        </Card>
      )}
      {active && <Card title={text('model.weights', { version: active.version })}><Weights model={active} /></Card>}
    </Page>
  );
}

interface ModelsProps {
  list: ModelList;
  chosen: number | null;
  onChosen: (number: number) => void;
}

function Models({ list, chosen, onChosen }: ModelsProps): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const client = useQueryClient();
  const intent = useIntent();
  const { may } = useMyAccess();
  const make = useMutation({
    mutationFn: (origin: 'verdicts' | 'rules') => {
      const body = { origin };
      return take(api.POST('/models', { params: { header: { ...csrf(), ...intent.header(body) } }, body }));
    },
    onSuccess: (made) => {
      intent.done();
      onChosen(made.number);
      void client.invalidateQueries({ queryKey: listKey });
    },
  });
  const enough = list.verdicts >= list.verdicts_needed;
  const hasRules = list.items.some((each) => each.origin === 'rules');
  return (
    <Card title={text('model.all')} flush="flush">
      <ul className={classes.models}>{list.items.map((each) => <Row key={each.number} model={each} chosen={each.number === chosen} onChosen={() => onChosen(each.number)} />)}</ul>
      {may('review') && (
        <div className="pad">
          <div className={classes.buttons}>
            <Button disabled={!enough} loading={make.isPending} onClick={() => make.mutate('verdicts')}>{text('model.learn', { count: count(list.verdicts, language) })}</Button>
            {!hasRules && <Button variant="default" disabled={make.isPending} onClick={() => make.mutate('rules')}>{text('model.make_rules')}</Button>}
          </div>
          <p className={`quiet ${classes.lead}`}>{enough ? text('model.learn_hint') : text('model.learn_more', { needed: count(list.verdicts_needed, language), count: count(list.verdicts, language) })}</p>
          <ProblemAlert error={make.error} />
        </div>
      )}
    </Card>
  );
}

function Row({ model, chosen, onChosen }: { model: MatchModel; chosen: boolean; onChosen: () => void }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  return (
    <li data-chosen={chosen || undefined}>
      <strong className="num">{model.number}</strong>
      <span className="mono break">{model.version}</span>
      <span>{text(`model.origin.${model.origin}`, { labels: count(model.labels, language) })}{!model.usable && <> <Badge color="gray">{text('model.outdated')}</Badge></>}</span>
      <span className="quiet num">{dateTime(model.made_at, language)}</span>
      <span>{model.active ? <Badge>{text('model.active')}</Badge> : <Button size="compact-sm" variant={chosen ? 'light' : 'default'} onClick={onChosen} aria-pressed={chosen} aria-label={text('model.look_at', { number: String(model.number) })}>{text('model.look')}</Button>}</span>
    </li>
  );
}

function Weights({ model }: { model: MatchModel }): React.JSX.Element {
  const text = useText();
  return (
    <>
      <p className="quiet">{text('model.base', { bits: bits(model.base_bits) })}</p>
      <div className={classes.weights}>
        {model.comparisons.map((comparison) => (
          <section key={comparison.name}>
            <h3>{comparison.label}</h3>
            <dl>{[...comparison.levels].reverse().map((level) => (
              <div key={level.level}><dt>{level.level_text}</dt><dd className="num" data-side={level.bits >= 0 ? 'for' : 'against'}>{bits(level.bits)}</dd></div>
            ))}</dl>
          </section>
        ))}
      </div>
    </>
  );
}
