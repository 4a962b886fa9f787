// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { diffValues, sameMeaning } from './meaning';

test.each([
  ['birth_date', 'S46.6.23', '1971-06-23', true],
  ['birth_date', '19710623', '1971/6/23', true],
  ['birth_date', 'S46.6.23', '1971-06-24', false],
  ['birth_date', '不明', '不詳', false],
  ['mobile', '(070)3120-7195', '０７０－３１２０－７１９５', true],
  ['mobile', '070-3120-7195', '070-3120-7196', false],
  ['phone', 'なし', '－', false],
  ['postal_code', '〒428-0024', '4280024', true],
  ['gender', '2', '女', true],
  ['gender', '1', '女', false],
  ['gender', '0', '0', false],
  ['name_full', '山田', '山田', false],
])('%s: %s and %s', (field, left, right, same) => expect(sameMeaning(field, left, right)).toBe(same));

test('the same meaning is never marked hard', () => {
  const diff = diffValues('birth_date', 'S46.6.23', '1971-06-23');
  expect([...diff.left, ...diff.right].some((piece) => piece.kind === 'hard')).toBe(false);
  expect([...diff.left, ...diff.right].some((piece) => piece.kind === 'soft')).toBe(true);
});
