// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { changes } from './versions';

const value = (field: string, raw: string, custom_name: string | null = null) => ({ field, custom_name, raw });

test('changed, new and gone values are told apart; equal ones are left out', () => {
  const before = [value('phone', '03-1'), value('email', 'a@example.jp'), value('custom', '赤', '好きな色')];
  const after = [value('phone', '03-2'), value('email', 'a@example.jp'), value('note', 'VIP')];
  expect(changes(before, after)).toEqual([
    { field: 'phone', custom_name: null, before: '03-1', after: '03-2' },
    { field: 'note', custom_name: null, before: null, after: 'VIP' },
    { field: 'custom', custom_name: '好きな色', before: '赤', after: null },
  ]);
});

test('custom columns are told apart by their own names', () => {
  expect(changes([value('custom', '1', 'a')], [value('custom', '1', 'a'), value('custom', '2', 'b')])).toEqual([
    { field: 'custom', custom_name: 'b', before: null, after: '2' },
  ]);
});
