// SPDX-License-Identifier: Apache-2.0
import { useMyAccess } from '@/shared/api/access';
import { useText } from '@/shared/i18n/i18n';
import { Page } from '@/shared/ui/Page';

import { CheckCard } from './CheckCard';
import classes from './numbers.module.css';
import { ReserveCard } from './ReserveCard';

export function NumbersPage(): React.JSX.Element {
  const text = useText();
  const { may } = useMyAccess();
  return (
    <Page title={text('numbers.title')}>
      <div className={classes.columns}>
        <CheckCard />
        {may('issue_numbers') && <ReserveCard />}
      </div>
    </Page>
  );
}
