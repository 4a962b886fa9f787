// SPDX-License-Identifier: Apache-2.0
// Account, place and time, faintly over the whole screen and every printed page, where the role asks
// for it: whoever photographs or prints a customer's page signs the picture.  Whoever knows his
// browser well takes it off his own screen; it is for those who do not think of it.
import { useEffect, useRef, useState } from 'react';

import { useMyAccess } from '@/shared/api/access';
import type { ScreenMark as Mark } from '@/shared/api/types';
import { stamp } from '@/shared/format/mark';

import classes from './ScreenMark.module.css';

export function ScreenMark(): React.JSX.Element | null {
  const { access } = useMyAccess();
  return access?.screen_mark ? <Sheet mark={access.screen_mark} /> : null;
}

function Sheet({ mark }: { mark: Mark }): React.JSX.Element {
  // The server's clock, which the log goes by, carried on by the time that has passed here.
  const from = useRef(0);
  const [passed, setPassed] = useState(0);
  useEffect(() => {
    from.current = performance.now();
    setPassed(0);
    const timer = setInterval(() => setPassed(performance.now() - from.current), 15_000);
    return () => clearInterval(timer);
  }, [mark]);
  const line = `${mark.account}  ${mark.place}  ${stamp(mark.at, passed)}`;
  return (
    <svg className={classes.sheet} aria-hidden="true" data-screen-mark={line}>
      <defs>
        <pattern id="screen-mark" width="420" height="150" patternUnits="userSpaceOnUse" patternTransform="rotate(-24)">
          <text className={classes.dark} x="0" y="48">{line}</text>
          <text className={classes.dark} x="-180" y="123">{line}</text>
          <text className={classes.dark} x="240" y="123">{line}</text>
        </pattern>
      </defs>
      <rect width="100%" height="100%" fill="url(#screen-mark)" />
    </svg>
  );
}
