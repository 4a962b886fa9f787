// SPDX-License-Identifier: Apache-2.0
// The model card: what decides, what it is made from, what it cannot do, and how to switch it off.
import { Badge } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import { api, take } from '@/shared/api/client';
import type { MatchModel } from '@/shared/api/types';
import { bits, dateTime } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import { Card, Page, Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';

import classes from './steward.module.css';

export function ModelPage(): React.JSX.Element {
  const text = useText();
  const models = useQuery({ queryKey: ['models'], queryFn: () => take(api.GET('/models')) });
  const items = models.data?.items ?? [];
  const active = items.find((each) => each.active);
  return (
    <Page title={text('model.title')}>
      <ProblemAlert error={models.error} retry={() => void models.refetch()} />
      {models.isPending && <div className="card"><Waiting /></div>}
      {active && (
        <Card title={text('model.card')}>
          <ul className={classes.card}>
            {(['what', 'data', 'limits', 'human', 'off'] as const).map((part) => <li key={part}>{text(`model.${part}`)}</li>)}
          </ul>
        </Card>
      )}
      {items.length > 0 && <Card title={text('model.all')} flush="flush"><ul className={classes.models}>{items.map((each) => <Row key={each.number} model={each} />)}</ul></Card>}
      {active && <Card title={text('model.weights', { version: active.version })}><Weights model={active} /></Card>}
    </Page>
  );
}

function Row({ model }: { model: MatchModel }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  return (
    <li>
      <strong className="num">{model.number}</strong>
      <span className="mono break">{model.version}</span>
      <span>{text(`model.origin.${model.origin}`, { labels: model.labels })}</span>
      <span className="quiet num">{dateTime(model.made_at, language)}</span>
      {model.active ? <Badge>{text('model.active')}</Badge> : <span />}
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
