// SPDX-License-Identifier: Apache-2.0
import { useSession } from '@/shared/api/session';
import { useText } from '@/shared/i18n/i18n';
import { Page } from '@/shared/ui/Page';

import { CheckCard } from './CheckCard';
import classes from './numbers.module.css';
import { ReserveCard } from './ReserveCard';

export function NumbersPage(): React.JSX.Element {
  const text = useText();
  const { session } = useSession();
  return (
    <Page title={text('numbers.title')}>
      <div className={classes.columns}>
        <CheckCard />
        {session?.staff.role === 'administrator' && <ReserveCard />}
      </div>
    </Page>
  );
}
