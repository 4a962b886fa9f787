// SPDX-License-Identifier: Apache-2.0
// What changed from one version of a source record to the next.
import type { RawValue } from '@/shared/api/types';

export interface Change {
  field: string;
  custom_name: string | null;
  before: string | null;
  after: string | null;
}

const name = (value: RawValue): string => `${value.field}\u0000${value.custom_name ?? ''}`;

export function changes(before: RawValue[], after: RawValue[]): Change[] {
  const old = new Map(before.map((each) => [name(each), each]));
  const fresh = new Set(after.map(name));
  const list: Change[] = [];
  for (const each of after) {
    const was = old.get(name(each))?.raw ?? null;
    if (was !== each.raw) list.push({ field: each.field, custom_name: each.custom_name, before: was, after: each.raw });
  }
  for (const each of before)
    if (!fresh.has(name(each))) list.push({ field: each.field, custom_name: each.custom_name, before: each.raw, after: null });
  return list;
}
