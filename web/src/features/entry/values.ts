// SPDX-License-Identifier: Apache-2.0
// The fields of the form, in the order in which a person is asked for them.
export type Values = Record<string, string>;

export interface EntryFieldInfo {
  name: string;
  wide?: true;
  mode?: 'tel' | 'email' | 'numeric';
  example?: string;
}

export const groups: { title: 'entry.person' | 'entry.contact' | 'entry.place'; fields: EntryFieldInfo[] }[] = [
  {
    title: 'entry.person',
    fields: [
      { name: 'surname', example: '山田' }, { name: 'given_name', example: '花子' },
      { name: 'surname_kana', example: 'ヤマダ' }, { name: 'given_name_kana', example: 'ハナコ' },
      { name: 'birth_date', example: '1985-04-01' }, { name: 'gender' }, { name: 'company', wide: true },
    ],
  },
  {
    title: 'entry.contact',
    fields: [
      { name: 'mobile', mode: 'tel', example: '090-0000-1111' }, { name: 'phone', mode: 'tel', example: '03-0000-1111' },
      { name: 'email', mode: 'email', wide: true, example: 'hanako@example.jp' },
    ],
  },
  {
    title: 'entry.place',
    fields: [
      { name: 'postal_code', mode: 'numeric', example: '100-0005' }, { name: 'prefecture' }, { name: 'city' },
      { name: 'town', example: '丸の内1-2-3' }, { name: 'building', wide: true },
    ],
  },
];

// What the server is told: filled in, without the spaces around it.
export function entered(values: Values): { field: string; raw: string }[] {
  return groups.flatMap((group) => group.fields)
    .map(({ name }) => ({ field: name, raw: (values[name] ?? '').trim() }))
    .filter((each) => each.raw !== '');
}
