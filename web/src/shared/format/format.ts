// SPDX-License-Identifier: Apache-2.0
// How numbers, times and values look.  Times come in UTC and are shown in the reader's own zone.
import type { Language } from '@/shared/i18n/language';

const locale = { ja: 'ja-JP', en: 'en-GB' } as const;

export function count(value: number, language: Language): string {
  return new Intl.NumberFormat(locale[language]).format(value);
}

export function dateTime(value: string | null | undefined, language: Language): string {
  const at = parse(value);
  if (at === null) return '';
  return new Intl.DateTimeFormat(locale[language], {
    year: 'numeric', month: language === 'ja' ? '2-digit' : 'short', day: '2-digit', hour: '2-digit', minute: '2-digit',
  }).format(at);
}

export function date(value: string | null | undefined, language: Language): string {
  const at = parse(value);
  if (at === null) return '';
  return new Intl.DateTimeFormat(locale[language], {
    year: 'numeric', month: language === 'ja' ? '2-digit' : 'short', day: '2-digit',
  }).format(at);
}

function parse(value: string | null | undefined): Date | null {
  if (!value) return null;
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? null : at;
}

// The Japanese era of an ISO date, "昭和60年"; null when it is not a whole date after 1873, when
// Japan took over the calendar that such dates are written in.
export function wareki(value: string): string | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
  if (parts === null || Number(parts[1]) < 1873) return null;
  const at = new Date(Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3])));
  if (at.getUTCDate() !== Number(parts[3])) return null;
  return new Intl.DateTimeFormat('ja-JP-u-ca-japanese', { era: 'long', year: 'numeric', timeZone: 'UTC' }).format(at);
}

const eras: Record<string, number> = { 明: 1867, m: 1867, 大: 1911, t: 1911, 昭: 1925, s: 1925, 平: 1988, h: 1988, 令: 2018, r: 2018 };

// A birth date as sources write it (1985/4/2, 19850402, S60.4.2, 昭和60年4月2日) as an ISO date; null
// when it is none.  Only for showing: what counts is read by the server.
export function birthDate(value: string): string | null {
  const text = value.normalize('NFKC').trim().toLowerCase().replace('元年', '1年');
  const western = /^(\d{4})(?:[-/.年]\s*(\d{1,2})[-/.月]\s*(\d{1,2})日?|(\d{2})(\d{2}))$/.exec(text);
  const japanese = /^([mtshr明大昭平令])[治正和成]?\s*(\d{1,2})[-/.年]\s*(\d{1,2})[-/.月]\s*(\d{1,2})日?$/.exec(text);
  if (!western && !japanese) return null;
  const [year, month, day] = western
    ? [Number(western[1]), Number(western[2] ?? western[4]), Number(western[3] ?? western[5])]
    : [eras[japanese![1]!]! + Number(japanese![2]), Number(japanese![3]), Number(japanese![4])];
  const at = new Date(Date.UTC(year, month - 1, day));
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day ? at.toISOString().slice(0, 10) : null;
}

export function birth(value: string, language: Language): string {
  const iso = birthDate(value);
  if (iso === null) return value;
  const era = language === 'ja' ? wareki(iso) : null;
  return era === null ? iso : `${iso}（${era}）`;
}

export function yen(value: string | number, language: Language): string {
  const amount = typeof value === 'number' ? value : Number(value.replace(/[,，円¥￥\s]/g, ''));
  if (!Number.isFinite(amount) || value === '') return String(value);
  return language === 'ja' ? `${count(amount, 'ja')}円` : `¥${count(amount, 'en')}`;
}

// Groups a plain Japanese number the way it is read aloud; anything else stays as it came.
export function phone(value: string): string {
  const digits = value.normalize('NFKC').replace(/[-\s()ー‐−–]/g, '');
  if (/^0[5-9]0[1-9]\d{7}$/.test(digits)) return `${digits.slice(0, 3)}-${digits.slice(3, 7)}-${digits.slice(7)}`;
  if (/^(0120\d{6}|0800\d{7})$/.test(digits)) return `${digits.slice(0, 4)}-${digits.slice(4, 7)}-${digits.slice(7)}`;
  if (/^0[36]\d{8}$/.test(digits)) return `${digits.slice(0, 2)}-${digits.slice(2, 6)}-${digits.slice(6)}`;
  return value;
}

export function bytes(value: number, language: Language): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  let at = 0;
  let left = value;
  while (left >= 1000 && at < units.length - 1) {
    left /= 1000;
    at++;
  }
  const digits = at === 0 || left >= 100 ? 0 : 1;
  return `${new Intl.NumberFormat(locale[language], { maximumFractionDigits: digits }).format(left)} ${units[at]}`;
}

export function percent(share: number, language: Language): string {
  const digits = share > 0.999 && share < 1 ? 3 : share > 0.99 && share < 1 ? 2 : share < 0.01 && share > 0 ? 2 : 0;
  return new Intl.NumberFormat(locale[language], { style: 'percent', maximumFractionDigits: digits }).format(share);
}

export function bits(value: number): string {
  const text = Math.abs(value).toFixed(1);
  return Number(text) === 0 ? '0.0' : `${value > 0 ? '+' : '−'}${text}`;
}
