// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { birth, birthDate, bits, bytes, count, date, dateTime, percent, phone, wareki, yen } from './format';

test('counts', () => {
  expect(count(1234567, 'ja')).toBe('1,234,567');
  expect(count(1234567, 'en')).toBe('1,234,567');
});

test.each([
  ['1985-04-02', '昭和60年'],
  ['1989-01-07', '昭和64年'],
  ['1989-01-08', '平成元年'],
  ['2019-05-01', '令和元年'],
  ['1900-02-28', '明治33年'],
  ['1850-01-01', null],
  ['2020-02-30', null],
  ['1985-04', null],
  ['不明', null],
])('era of %s', (value, want) => expect(wareki(value)).toBe(want));

test.each([
  ['1985-04-02', '1985-04-02'],
  ['1985/4/2', '1985-04-02'],
  ['19850402', '1985-04-02'],
  ['S60.4.2', '1985-04-02'],
  ['Ｓ60/04/02', '1985-04-02'],
  ['昭和60年4月2日', '1985-04-02'],
  ['平成元年1月8日', '1989-01-08'],
  ['H31.4.30', '2019-04-30'],
  ['1985-02-30', null],
  ['1985-13-01', null],
  ['1985-04', null],
  ['不明', null],
  ['', null],
])('birth date %s', (value, want) => expect(birthDate(value)).toBe(want));

test('a birth date is shown with its era in Japanese, as it came when it cannot be read', () => {
  expect(birth('S60.4.2', 'ja')).toBe('1985-04-02（昭和60年）');
  expect(birth('S60.4.2', 'en')).toBe('1985-04-02');
  expect(birth('春ごろ', 'ja')).toBe('春ごろ');
});

test.each([
  ['12345', '12,345円', '¥12,345'],
  ['¥1,200', '1,200円', '¥1,200'],
  ['たくさん', 'たくさん', 'たくさん'],
  ['', '', ''],
])('yen %s', (value, ja, en) => {
  expect(yen(value, 'ja')).toBe(ja);
  expect(yen(value, 'en')).toBe(en);
});

test.each([
  ['09012345678', '090-1234-5678'],
  ['０９０１２３４５６７８', '090-1234-5678'],
  ['060 1234 5678', '060-1234-5678'],
  ['0312345678', '03-1234-5678'],
  ['0120123456', '0120-123-456'],
  ['08001234567', '0800-123-4567'],
  ['0466221111', '0466221111'],
  ['+81 90 1234 5678', '+81 90 1234 5678'],
  ['内線 12', '内線 12'],
])('phone %s', (value, want) => expect(phone(value)).toBe(want));

test('bytes', () => {
  expect(bytes(999, 'ja')).toBe('999 B');
  expect(bytes(1_240_000, 'ja')).toBe('1.2 MB');
  expect(bytes(1_073_741_824, 'en')).toBe('1.1 GB');
});

test('a probability near one does not become one', () => {
  expect(percent(0.5, 'ja')).toBe('50%');
  expect(percent(0.9995, 'ja')).toBe('99.95%');
  expect(percent(0.99999, 'ja')).toBe('99.999%');
  expect(percent(1, 'ja')).toBe('100%');
  expect(percent(0.004, 'en')).toBe('0.4%');
});

test('bits carry their sign', () => {
  expect([12.34, -3.2, 0, -0.01].map(bits)).toEqual(['+12.3', '−3.2', '0.0', '0.0']);
});

test('times that are missing or broken are blank', () => {
  expect([date(null, 'ja'), dateTime('nonsense', 'en'), date('', 'ja')]).toEqual(['', '', '']);
  expect(date('2025-11-22T00:00:00Z', 'ja')).toMatch(/^2025\/11\/2[12]$/);
});
