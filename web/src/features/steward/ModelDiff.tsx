// SPDX-License-Identifier: Apache-2.0
// What another model would change, and the switch to it.
import { Alert, Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';

import { useMyAccess } from '@/shared/api/access';
import { ApiError, api, csrf, ifMatch, take } from '@/shared/api/client';
import { newKey } from '@/shared/api/intent';
import { proven } from '@/shared/api/proof';
import type { MatchModel, ModelDiff, ModelWork } from '@/shared/api/types';
import { count, dateTime } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import { paths } from '@/shared/paths';
import { Confirm } from '@/shared/ui/Confirm';
import { Card, Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';

import { workKey } from './ModelWork';
import classes from './steward.module.css';

export function DiffCard({ model, running }: { model: MatchModel; running: boolean }): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const { may } = useMyAccess();
  const [asking, setAsking] = useState(false);
  const path = { model: model.number };
  const begun = (work: ModelWork): void => void client.setQueryData(workKey, { work });
  const lookAgain = (): void => void client.invalidateQueries({ queryKey: workKey });
  // Whoever is shown in it is told to the access log: it is asked for once per visit, and again when
  // a work has ended.
  const diff = useQuery({
    queryKey: ['models', model.number, 'diff'],
    staleTime: 0,
    queryFn: () => take(api.GET('/models/{model}/diff', { params: { path } })).catch((error: unknown) => {
      if (error instanceof ApiError && error.problem?.code === 'app.model.not_compared') return null;
      throw error;
    }),
  });
  const compare = useMutation({
    mutationFn: () => take(api.POST('/models/{model}/diff', { params: { path, header: { ...csrf(), 'Idempotency-Key': newKey() } } })),
    onSuccess: begun,
    onError: lookAgain,
  });
  const activate = useMutation({
    mutationFn: (version: string) => proven(() => take(api.POST('/models/{model}/activate', { params: { path, header: { ...csrf(), 'Idempotency-Key': newKey(), ...ifMatch(version) } } }))),
    onSuccess: (made) => {
      setAsking(false);
      begun(made);
    },
    onError: lookAgain,
  });
  const found = diff.data;
  return (
    <Card title={text('model.diff.title', { number: String(model.number), version: model.version })}>
      <ProblemAlert error={diff.error ?? compare.error} />
      {!model.usable && <Alert color="yellow">{text('model.outdated_why')}</Alert>}
      {diff.isPending && <Waiting lines={2} />}
      {found === null && model.usable && <p className={classes.lead}>{text('model.diff.none')}</p>}
      {found && !found.current && <Alert color="yellow">{text('model.diff.stale')}</Alert>}
      {found && <Figures diff={found} />}
      {diff.isSuccess && (
        <div className={classes.buttons}>
          {found?.current && may('switch_model') && <Button disabled={running || !model.usable} onClick={() => setAsking(true)}>{text('model.switch')}</Button>}
          <Button variant={found ? 'default' : 'filled'} disabled={running || !model.usable} loading={compare.isPending} onClick={() => compare.mutate()}>{text(found ? 'model.diff.again' : 'model.diff.start')}</Button>
        </div>
      )}
      {found?.current && !may('switch_model') && <p className={`quiet ${classes.lead}`}>{text('model.switch_who')}</p>}
      {found && found.examples.length > 0 && <Examples diff={found} />}
      {found && (
        <Confirm
          opened={asking} onClose={() => setAsking(false)} title={text('model.switch_title', { number: String(model.number), version: model.version })}
          hint={text('model.switch_hint')} action={text('model.switch')} busy={activate.isPending} error={activate.error} onDo={() => activate.mutate(found.version)}
        >
          <Figures diff={found} />
        </Confirm>
      )}
    </Card>
  );
}

function Figures({ diff }: { diff: ModelDiff }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const shown = (value: number): string => count(value, language);
  const rows = [
    ['customers', `${shown(diff.customers_before)} → ${shown(diff.customers_after)}`],
    ['joins', shown(diff.joins)],
    ['splits', shown(diff.splits)],
    ['reviews', `${shown(diff.reviews_before)} → ${shown(diff.reviews_after)}`],
  ] as const;
  return (
    <>
      <dl className={classes.figures}>{rows.map(([name, value]) => <div key={name}><dt className="quiet">{text(`model.diff.${name}`)}</dt><dd className="num">{value}</dd></div>)}</dl>
      <p className={`quiet ${classes.lead}`}>{text('model.diff.of', { at: dateTime(diff.at, language), records: shown(diff.records), active: String(diff.active) })}</p>
    </>
  );
}

export function Examples({ diff }: { diff: ModelDiff }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const more = (of: 'customers' | 'groups' | 'records', all: number, shown: number): string | null =>
    all > shown ? text(`model.diff.more_${of}`, { count: count(all - shown, language) }) : null;
  return (
    <section>
      <h3 className={classes.examples_head}>{text('model.diff.examples')}</h3>
      <ul className={classes.examples}>
        {diff.examples.map((example) => (
          <li key={example.before.map((each) => each.number).join()}>
            <ul aria-label={text('model.diff.today')}>
              {example.before.map((each) => <li key={each.number}><Link href={paths.customer(each.number)} className="mono">{each.number}</Link> {each.name}</li>)}
              <More text={more('customers', example.before_count, example.before.length)} />
            </ul>
            <span aria-hidden="true">→</span>
            <ol aria-label={text('model.diff.then')}>
              {example.after.map((group, at) => (
                <li key={at}>
                  {group.records.map((each) => <span key={each.record_id} className={classes.piece}><span className="mono">#{each.record_id}</span> {each.source}</span>)}
                  {group.count > group.records.length && <span className="quiet">{more('records', group.count, group.records.length)}</span>}
                </li>
              ))}
              <More text={more('groups', example.after_count, example.after.length)} />
            </ol>
          </li>
        ))}
      </ul>
    </section>
  );
}

function More({ text }: { text: string | null }): React.JSX.Element | null {
  return text ? <li className="quiet">{text}</li> : null;
}
