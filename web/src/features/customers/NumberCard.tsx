// SPDX-License-Identifier: Apache-2.0
// The number as it is handed to the customer: digits and QR code, no name.
import { Anchor } from '@mantine/core';

import { apiBase } from '@/shared/api/client';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import { Icon } from '@/shared/ui/Icon';
import { Card } from '@/shared/ui/Page';

import classes from './customer.module.css';

export function NumberCard({ number }: { number: string }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const address = `${apiBase}/customers/${number}/card.svg?lang=${language}`;
  return (
    <Card
      title={text('customer.card')}
      aside={<Anchor href={address} target="_blank" rel="noreferrer" fz="xs" aria-label={text('customer.card_print')}><Icon name="print" size={17} /></Anchor>}
    >
      <img className={classes.card} src={address} alt={text('customer.card_of', { number })} />
    </Card>
  );
}
