// SPDX-License-Identifier: Apache-2.0
// Two records laid out as rows of the same fields, with how much each row differs.
import type { RawValue } from '@/shared/api/types';
import type { Piece } from '@/shared/format/diff';
import { diffValues } from '@/shared/format/meaning';

export type RowKind = 'hard' | 'soft' | 'same' | 'only_left' | 'only_right';

export interface Row {
  field: string;
  custom_name: string | null;
  kind: RowKind;
  left: Piece[];
  right: Piece[];
}

export function rows(left: RawValue[], right: RawValue[], order: (field: string) => number): Row[] {
  const key = (value: RawValue): string => `${value.field}\u0000${value.custom_name ?? ''}`;
  const rights = new Map(right.map((each) => [key(each), each.raw]));
  const lefts = new Map(left.map((each) => [key(each), each.raw]));
  const both = [...left, ...right.filter((each) => !lefts.has(key(each)))];
  // The key tells a row from others inside its source; between sources it says nothing.
  return both
    .filter((each) => each.field !== 'source_key')
    .map((each) => row(each, lefts.get(key(each)) ?? '', rights.get(key(each)) ?? ''))
    .filter((each) => each.left.length > 0 || each.right.length > 0)
    .sort((a, b) => order(a.field) - order(b.field));
}

function row(value: RawValue, left: string, right: string): Row {
  const diff = diffValues(value.field, left, right);
  return { field: value.field, custom_name: value.custom_name, kind: kindOf(left, right, [...diff.left, ...diff.right]), ...diff };
}

function kindOf(left: string, right: string, pieces: Piece[]): RowKind {
  if (right === '') return 'only_left';
  if (left === '') return 'only_right';
  if (pieces.some((piece) => piece.kind === 'hard')) return 'hard';
  return pieces.some((piece) => piece.kind === 'soft') ? 'soft' : 'same';
}
