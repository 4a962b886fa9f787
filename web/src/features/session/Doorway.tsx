// SPDX-License-Identifier: Apache-2.0
// What stands before the first screen: the name of the house, a language, one form.
import { Title } from '@mantine/core';
import type { ReactNode } from 'react';

import { LanguageSwitch } from '@/shared/ui/LanguageSwitch';

import classes from './Doorway.module.css';
import mark from './seal.svg';

export function Doorway({ title, hint, children }: { title: string; hint: string; children: ReactNode }): React.JSX.Element {
  return (
    <main className={classes.ground}>
      <div className={classes.door}>
        <img src={mark} alt="" width={44} height={44} />
        <Title order={1} fz={22} className={classes.title}>{title}</Title>
        <p className="quiet">{hint}</p>
        <div className={classes.form}>{children}</div>
      </div>
      <LanguageSwitch />
    </main>
  );
}
