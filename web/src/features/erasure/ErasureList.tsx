// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';

import { api, take } from '@/shared/api/client';
import { dateTime } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import { paths } from '@/shared/paths';
import { Empty, Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';

import classes from './erasure.module.css';

export function ErasureList(): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const list = useQuery({ queryKey: ['erasures'], queryFn: () => take(api.GET('/erasures')) });
  if (list.error) return <ProblemAlert error={list.error} retry={() => void list.refetch()} />;
  if (list.isPending) return <Waiting />;
  if (list.data.items.length === 0) return <Empty icon="file" title={text('erasure.none')} />;
  return (
    <ul className={classes.list}>
      {list.data.items.map((one) => (
        <li key={one.id}>
          <Link href={paths.erasure(one.id)} className={classes.line}>
            <span className="num">#{one.id}</span>
            <span className="mono">{one.number}</span>
            <span className={classes.state} data-state={one.state}>{text(`erasure.state.${one.state}`)}</span>
            <span>{text(`erasure.ground.${one.ground}`)}</span>
            <span className="num quiet">{dateTime(one.asked_at, language)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
