// SPDX-License-Identifier: Apache-2.0
// app → features → shared: a feature knows no other feature, and shared knows nobody.  A file that
// outgrows 200 lines has become two things.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('.', import.meta.url));
const made = join('shared', 'api', 'schema.ts');

const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && file !== made);

const room = (path: string): string => path.split(sep).slice(0, path.startsWith('features') ? 2 : 1).join('/');

function imports(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1]!);
}

function target(file: string, specifier: string): string | null {
  if (specifier.startsWith('@/')) return specifier.slice(2).split('/').join(sep);
  if (specifier.startsWith('.')) return relative(root, join(root, file, '..', specifier));
  return null;
}

test('imports go downstairs only', () => {
  const wrong: string[] = [];
  for (const file of files) {
    const from = room(file);
    for (const specifier of imports(file)) {
      const path = target(file, specifier);
      if (path === null) continue;
      const to = room(path);
      const fine = from === to || to === 'shared' || !(from === 'shared' || from.startsWith('features'));
      if (!fine) wrong.push(`${file} → ${specifier}`);
    }
  }
  expect(files.length).toBeGreaterThan(20);
  expect(wrong).toEqual([]);
});

test('files stay short and carry their licence', () => {
  for (const file of files) {
    const text = readFileSync(join(root, file), 'utf8');
    expect(text.split('\n').length, file).toBeLessThanOrEqual(201);
    expect(text.startsWith('// SPDX-License-Identifier: Apache-2.0\n'), file).toBe(true);
  }
});
