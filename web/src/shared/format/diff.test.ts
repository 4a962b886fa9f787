// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { diffText, type Piece } from './diff';

// [same] plain, (soft) round, <hard> angled.
const show = (pieces: Piece[]): string =>
  pieces.map(({ kind, text }) => (kind === 'same' ? text : kind === 'soft' ? `(${text})` : `<${text}>`)).join('');

const cases: [string, string, string, string, string][] = [
  ['equal', '山田 太郎', '山田 太郎', '山田 太郎', '山田 太郎'],
  ['both empty', '', '', '', ''],
  ['one empty', '山田', '', '<山田>', ''],
  ['variant kanji is a real difference', '斉藤', '齋藤', '<斉>藤', '<齋>藤'],
  ['inserted character', '渡辺さくら', '渡辺さら', '渡辺さ<く>ら', '渡辺さら'],
  ['half-width kana is soft', 'ｶﾄｳ', 'カトウ', '(ｶﾄｳ)', '(カトウ)'],
  ['half-width kana with its mark is one letter', 'ﾀﾞﾃ', 'ダテ', '(ﾀﾞﾃ)', '(ダテ)'],
  ['hiragana against katakana is soft', 'さくら', 'サクラ', '(さくら)', '(サクラ)'],
  ['width and case are soft', 'ＡＢＣ', 'abc', '(ＡＢＣ)', '(abc)'],
  ['a dash only one side has is soft', '03-1234-5678', '0312345678', '03(-)1234(-)5678', '0312345678'],
  ['kinds of dashes are soft', '1-2-3', '1－2−3', '1(-)2(-)3', '1(－)2(−)3'],
  ['a blank is soft', '山田 太郎', '山田太郎', '山田( )太郎', '山田太郎'],
  ['digit changed', '090-1234-5678', '090-1234-5698', '090-1234-56<7>8', '090-1234-56<9>8'],
  ['mostly different values are different as a whole', '070-3120-7195', '018-768-5360', '<070>(-)<3120>(-)<7195>', '<018>(-)<768>(-)<5360>'],
  ['a common beginning is seen even between different values', '兵庫県丹波市大字山南町', '兵庫県丹波市青垣町大名草22番7号荘', '兵庫県丹波市<大字山南町>', '兵庫県丹波市<青垣町大名草22番7号荘>'],
  ['half alike is still compared', '西村 潮里', '柿田 潮里', '<西村> 潮里', '<柿田> 潮里'],
  ['surrogate pairs stay whole', '𠮷田', '吉田', '<𠮷>田', '<吉>田'],
];

test.each(cases)('%s', (_name, left, right, wantLeft, wantRight) => {
  const diff = diffText(left, right);
  expect(show(diff.left)).toBe(wantLeft);
  expect(show(diff.right)).toBe(wantRight);
});

test('nothing is lost: the pieces spell the value, whatever it is', () => {
  let seed = 7;
  const random = (n: number): number => (seed = (seed * 48271) % 2147483647) % n;
  const alphabet = [...'山田太郎ｶﾞカガ- 12aＡ𠮷'];
  const text = (): string => Array.from({ length: random(30) }, () => alphabet[random(alphabet.length)]).join('');
  for (let i = 0; i < 2000; i++) {
    const [left, right] = [text(), text()];
    const diff = diffText(left, right);
    expect(diff.left.map((piece) => piece.text).join('')).toBe(left);
    expect(diff.right.map((piece) => piece.text).join('')).toBe(right);
    // What is not hard on one side has a partner on the other, or is a dash or a blank.
    const kept = (pieces: Piece[]): number => pieces.filter((piece) => piece.kind === 'same').reduce((sum, piece) => sum + [...piece.text].length, 0);
    expect(kept(diff.left)).toBe(kept(diff.right));
  }
});

test('a long value is still answered at once', () => {
  const started = performance.now();
  diffText('あ'.repeat(5000) + 'x', 'い'.repeat(5000) + 'y');
  expect(performance.now() - started).toBeLessThan(500);
});
