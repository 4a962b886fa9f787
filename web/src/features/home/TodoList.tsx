// SPDX-License-Identifier: Apache-2.0
// What waits for a person, most urgent first, each with the way to it.
import { Link } from 'wouter';

import type { Todo } from '@/shared/api/types';
import { count } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import { paths } from '@/shared/paths';
import { Icon, type IconName } from '@/shared/ui/Icon';

import classes from './HomePage.module.css';

const ways: Record<Todo['kind'], { icon: IconName; path: string | null }> = {
  first_import: { icon: 'upload', path: paths.import_new },
  review: { icon: 'pair', path: paths.reviews },
  rejected_rows: { icon: 'warning', path: paths.imports },
  failed_import: { icon: 'cross', path: paths.imports },
  broken_glass: { icon: 'warning', path: paths.acts },
  index_building: { icon: 'clock', path: null },
  backup_late: { icon: 'warning', path: null },
  drill_failed: { icon: 'warning', path: null },
};

export function TodoList({ todo }: { todo: Todo[] }): React.JSX.Element {
  return (
    <ul className={classes.todo}>
      {todo.map((each) => <li key={each.kind}><Job todo={each} /></li>)}
    </ul>
  );
}

function Job({ todo }: { todo: Todo }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const way = ways[todo.kind];
  const body = (
    <>
      <span className={classes.sign} data-kind={todo.kind}><Icon name={way.icon} size={21} /></span>
      <span>
        <strong>{text(`home.todo.${todo.kind}`)}</strong>
        <p>{text(`home.todo.${todo.kind}_hint`)}</p>
      </span>
      {way.path && todo.kind !== 'first_import' && <span className={`${classes.many} num`}>{count(todo.count, language)}</span>}
    </>
  );
  const name = `card ${classes.job}`;
  return way.path ? <Link href={way.path} className={name}>{body}</Link> : <div className={name}>{body}</div>;
}
