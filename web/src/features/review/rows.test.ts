// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { rows } from './rows';

const value = (field: string, raw: string, custom_name: string | null = null) => ({ field, custom_name, raw });
const order = (field: string): number => ['name_full', 'kana_full', 'phone', 'custom'].indexOf(field);

test('rows follow the order of the fields and say how they differ', () => {
  const left = [value('phone', '03-1234-5678'), value('name_full', '斉藤 健'), value('kana_full', 'サイトウ ケン'), value('custom', '赤', '色')];
  const right = [value('name_full', '齋藤 健'), value('kana_full', 'ｻｲﾄｳ ｹﾝ'), value('phone', '03-1234-5678'), value('custom', '大', '寸法')];
  expect(rows(left, right, order).map((row) => [row.field, row.custom_name, row.kind])).toEqual([
    ['name_full', null, 'hard'],
    ['kana_full', null, 'soft'],
    ['phone', null, 'same'],
    ['custom', '色', 'only_left'],
    ['custom', '寸法', 'only_right'],
  ]);
});

test('a field that is empty on both sides is no row', () => {
  expect(rows([value('phone', '')], [value('phone', '')], order)).toEqual([]);
});
