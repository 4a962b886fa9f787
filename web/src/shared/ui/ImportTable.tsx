// SPDX-License-Identifier: Apache-2.0
// Imports as lines; the home screen shows fewer columns.
import { Anchor } from '@mantine/core';
import { Link, useLocation } from 'wouter';

import type { Import } from '@/shared/api/types';
import { count, dateTime } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import { paths } from '@/shared/paths';

import { ImportState } from './ImportState';
import classes from './ImportTable.module.css';
import { SourceChip } from './SourceChip';

export function ImportTable({ imports, brief }: { imports: Import[]; brief?: 'brief' }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const [, navigate] = useLocation();
  return (
    <div className="scroll">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{text('imports.file')}</th>
            <th scope="col">{text('imports.state')}</th>
            <th scope="col" className="right">{text('imports.new_records')}</th>
            <th scope="col" className={`right ${classes.wide}`}>{text('imports.changed')}</th>
            {!brief && <th scope="col" className={`right ${classes.wide}`}>{text('imports.same')}</th>}
            <th scope="col" className="right">{text('imports.rejected')}</th>
            <th scope="col" className={classes.wide}>{text('imports.started')}</th>
          </tr>
        </thead>
        <tbody>
          {imports.map((each) => (
            <tr key={each.id} className="link" onClick={() => navigate(paths.import_one(each.id))}>
              <td className={classes.file}>
                <Anchor component={Link} href={paths.import_one(each.id)} fz="sm" onClick={(event: React.MouseEvent) => event.stopPropagation()} className="break">{each.file_name}</Anchor>{' '}
                <SourceChip source={each.source} />
              </td>
              <td><ImportState value={each} /></td>
              <td className="right">{count(each.new, language)}</td>
              <td className={`right ${classes.wide}`}>{count(each.changed, language)}</td>
              {!brief && <td className={`right ${classes.wide}`}>{count(each.same, language)}</td>}
              <td className="right" data-bad={each.rejected > 0}>{count(each.rejected, language)}</td>
              <td className={`nowrap quiet num ${classes.wide}`}>{dateTime(each.started_at, language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
