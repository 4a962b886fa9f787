// SPDX-License-Identifier: Apache-2.0
import { useEffect } from 'react';

import type { CustomerHit } from '@/shared/api/types';
import { birthDate, phone } from '@/shared/format/format';
import { useText } from '@/shared/i18n/i18n';

import classes from './search.module.css';

interface HitListProps {
  hits: CustomerHit[];
  at: number;
  stale: boolean;
  onOpen: (hit: CustomerHit) => void;
}

export function HitList({ hits, at, stale, onOpen }: HitListProps): React.JSX.Element {
  const text = useText();
  useEffect(() => {
    document.getElementById(`hit-${at}`)?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  return (
    <ul id="hits" role="listbox" aria-label={text('search.results')} className={`card ${classes.hits}`} data-stale={stale}>
      {hits.map((hit, index) => (
        <li key={hit.number} id={`hit-${index}`} role="option" aria-selected={index === at} className={classes.hit} onClick={() => onOpen(hit)}>
          <span className={classes.who}>
            <strong className="break">{hit.name ?? hit.company ?? text('search.no_name')}</strong>
            {hit.kana && <small>{hit.kana.normalize('NFKC')}</small>}
            {hit.company && hit.name && <small>{hit.company}</small>}
          </span>
          <span className={`${classes.number} mono`}>{hit.number}</span>
          <span className={classes.reach}>
            {hit.address && <span className="break">{hit.address}</span>}
            <span className={classes.contact}>
              {hit.phone && <span className="num nowrap">{phone(hit.phone)}</span>}
              {hit.email && <span className="break">{hit.email}</span>}
              {hit.birth_date && <span className="num nowrap">{birthDate(hit.birth_date) ?? hit.birth_date}</span>}
            </span>
          </span>
          <span className={classes.marks}>
            {hit.matched_on.map((each) => <span key={each} className={classes.mark} data-guess={each === 'approximate' || undefined}>{text(`search.matched.${each}`)}</span>)}
            {hit.members > 1 && <span className={classes.members}>{text('search.members', { count: hit.members })}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}
