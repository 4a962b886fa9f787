// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { en } from './en/all';
import { translate, translateMaybe } from './i18n';
import { ja } from './ja/all';

const blanks = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();

test('both languages hold the same keys', () => {
  expect(Object.keys(en).sort()).toEqual(Object.keys(ja).sort());
});

test('no text is empty, and both languages fill in the same blanks', () => {
  for (const key of Object.keys(ja) as (keyof typeof ja)[]) {
    expect(ja[key].trim(), key).not.toBe('');
    expect(en[key].trim(), key).not.toBe('');
    expect(blanks(en[key]), key).toEqual(blanks(ja[key]));
  }
});

test('English texts hold no Japanese, except where a language is named', () => {
  for (const [key, text] of Object.entries(en))
    if (key !== 'app.language_ja') expect(text, key).not.toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/);
});

test('blanks are filled in, unknown ones stay to be seen', () => {
  expect(translate('en', 'common.items', { count: '3' })).toBe('3 items');
  expect(translate('ja', 'common.items')).toContain('{count}');
  expect(translateMaybe('ja', 'role.administrator')).toBe('管理者');
  expect(translateMaybe('ja', 'role.nobody')).toBeNull();
});
