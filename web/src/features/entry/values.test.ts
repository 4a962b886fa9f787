// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { entered, groups } from './values';

test('only what is filled in is told, in the order of the form', () => {
  expect(entered({})).toEqual([]);
  expect(entered({ town: ' 1-2-3 ', surname: '山田', given_name: '  ' })).toEqual([
    { field: 'surname', raw: '山田' }, { field: 'town', raw: '1-2-3' },
  ]);
});

test('no field is asked for twice', () => {
  const names = groups.flatMap((group) => group.fields.map((field) => field.name));
  expect(new Set(names).size).toBe(names.length);
});
