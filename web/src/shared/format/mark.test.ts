// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { stamp } from './mark';

test('the time is of the server, in Japan, carried on by what has passed', () => {
  expect(stamp('2026-11-22T14:59:30.000000Z', 0)).toBe('2026-11-22 23:59');
  expect(stamp('2026-11-22T14:59:30.000000Z', 45_000)).toBe('2026-11-23 00:00');
});
