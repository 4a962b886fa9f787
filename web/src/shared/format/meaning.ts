// SPDX-License-Identifier: Apache-2.0
// Whether two values of a field say the same although they are written differently: S46.6.23 and
// 1971-06-23, (070)3120-7195 and ０７０－３１２０－７１９５, 2 and 女.  Only decides how loudly a
// difference is shown; what counts is decided by the server.
import { diffText, type Diff, type Piece } from './diff';
import { birthDate } from './format';

const digits = (value: string): string => value.normalize('NFKC').replace(/\D/g, '');

const genders: Record<string, string> = { 1: 'm', m: 'm', male: 'm', 男: 'm', 男性: 'm', 2: 'f', f: 'f', female: 'f', 女: 'f', 女性: 'f' };
const gender = (value: string): string | undefined => genders[value.normalize('NFKC').trim().toLowerCase()];

// What both sides of a field are compared as; a field that is not named here is compared as text.
const readings: Record<string, (value: string) => string | null | undefined> = {
  birth_date: birthDate,
  joined_on: birthDate,
  left_on: birthDate,
  last_purchase_on: birthDate,
  phone: digits,
  mobile: digits,
  fax: digits,
  postal_code: digits,
  gender,
};

export function sameMeaning(field: string, left: string, right: string): boolean {
  const read = readings[field];
  if (!read) return false;
  const meant = read(left);
  return Boolean(meant) && meant === read(right);
}

export function diffValues(field: string, left: string, right: string): Diff {
  const diff = diffText(left, right);
  return sameMeaning(field, left, right) ? soften(diff) : diff;
}

export function soften(diff: Diff): Diff {
  const quiet = (pieces: Piece[]): Piece[] => pieces.map((piece) => (piece.kind === 'hard' ? { ...piece, kind: 'soft' } : piece));
  return { left: quiet(diff.left), right: quiet(diff.right) };
}
