// SPDX-License-Identifier: Apache-2.0
// Where somebody is signed in.
import { Badge, Button } from '@mantine/core';

import type { SessionLine } from '@/shared/api/types';
import { dateTime } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';

interface SessionTableProps {
  sessions: SessionLine[];
  ending: string | null;
  onEnd: (id: string) => void;
}

export function SessionTable({ sessions, ending, onEnd }: SessionTableProps): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={text('security.sessions')}>
      <table className="table">
        <thead>
          <tr><th scope="col">{text('security.device')}</th><th scope="col">{text('security.opened')}</th><th scope="col">{text('security.used')}</th><th scope="col">{text('security.proved')}</th><th scope="col" aria-label={text('security.end')} /></tr>
        </thead>
        <tbody>
          {sessions.map((each) => (
            <tr key={each.id}>
              <td>{each.device || text('security.unknown_device')} {each.this_one && <Badge variant="light" tt="none">{text('security.this_one')}</Badge>}</td>
              <td className="num nowrap">{dateTime(each.opened, language)}</td>
              <td className="num nowrap">{dateTime(each.used, language)}</td>
              <td>{text(each.second_factor ? 'security.two_steps' : 'security.one_step')}</td>
              <td className="right"><Button size="compact-sm" variant="default" loading={ending === each.id} onClick={() => onEnd(each.id)}>{text('security.end')}</Button></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
