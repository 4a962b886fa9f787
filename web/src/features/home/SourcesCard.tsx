// SPDX-License-Identifier: Apache-2.0
// The sources and how much each is trusted.  Who manages sources sets the trust in place.
import { NumberInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { useMyAccess } from '@/shared/api/access';
import { api, csrf, take } from '@/shared/api/client';
import type { Source } from '@/shared/api/types';
import { count } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import { Card, Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';
import { SourceChip } from '@/shared/ui/SourceChip';
import { showToast } from '@/shared/ui/toast';

import classes from './HomePage.module.css';

export function SourcesCard(): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const sources = useQuery({ queryKey: ['sources'], queryFn: () => take(api.GET('/sources')) });
  const { may } = useMyAccess();
  const may_set = may('manage_sources');
  return (
    <Card title={text('home.sources_title')} flush="flush">
      <ProblemAlert error={sources.error} />
      {!sources.data ? <Waiting lines={2} /> : (
        <div className="scroll">
          <table className="table">
            <thead>
              <tr><th scope="col">{text('home.sources')}</th><th scope="col" className="right">{text('home.records')}</th><th scope="col">{text('home.rank')}</th></tr>
            </thead>
            <tbody>
              {sources.data.items.map((source) => (
                <tr key={source.name}>
                  <td><SourceChip source={source.name} /> <span className="quiet">{source.label !== source.name && source.label}</span></td>
                  <td className="right">{count(source.records, language)}</td>
                  <td>{may_set ? <Rank source={source} /> : source.rank}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p className={`pad quiet ${classes.none}`} style={{ fontSize: 12 }}>{text('home.sources_hint')}</p>
    </Card>
  );
}

function Rank({ source }: { source: Source }): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const [rank, setRank] = useState<number | string>(source.rank);
  const save = useMutation({
    mutationFn: (next: number) => take(api.PUT('/sources/{source}', {
      params: { path: { source: source.name }, header: csrf() },
      body: { rank: next, label: source.label },
    })),
    onSuccess: () => {
      showToast(text('home.rank_saved'));
      void client.invalidateQueries({ queryKey: ['sources'] });
      void client.invalidateQueries({ queryKey: ['customer'] });
    },
    onError: () => setRank(source.rank),
  });
  const commit = (): void => {
    if (typeof rank === 'number' && rank !== source.rank) save.mutate(rank);
  };
  return (
    <NumberInput
      className={classes.rank} size="xs" min={0} max={100} clampBehavior="strict" allowDecimal={false}
      aria-label={text('home.rank_of', { source: source.name })} value={rank} onChange={setRank}
      onBlur={commit} onKeyDown={(event) => event.key === 'Enter' && commit()} disabled={save.isPending}
    />
  );
}
