// SPDX-License-Identifier: Apache-2.0
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Router } from 'wouter';

import type { ModelDiff, ModelWork } from '@/shared/api/types';

import { Examples } from './ModelDiff';
import { progressOf } from './ModelWork';

type Example = ModelDiff['examples'][number];

const records = (from: number, many: number, number: string): Example['after'][number]['records'] =>
  Array.from({ length: many }, (_, at) => ({ record_id: from + at, source: 'pos', number }));

const shown = (...examples: Example[]): string => {
  const diff = { number: 2, active: 1, at: '2026-11-22T00:00:00Z', version: 'v', current: true, records: 90, customers_before: 3, customers_after: 4,
    joins: 0, splits: 1, reviews_before: 0, reviews_after: 0, examples } satisfies ModelDiff;
  return renderToStaticMarkup(<Router ssrPath="/model"><Examples diff={diff} /></Router>);
};

test('a customer that parts in two halves is shown as two, each with how many there are', () => {
  const html = shown({
    before: [{ number: '48213-90576', name: '髙橋 花子' }], before_count: 1,
    after: [{ records: records(1, 12, '48213-90576'), count: 30 }, { records: records(31, 12, '48213-90576'), count: 30 }], after_count: 2,
  });
  expect(html.match(/<ol[\s\S]*<\/ol>/)?.[0].match(/<li/g)).toHaveLength(2);
  expect(html.match(/ほかに 18 件/g)).toHaveLength(2);
  expect(html).not.toMatch(/ほかに \d+ [人組]/);
});

test('customers and groups that are not shown are counted', () => {
  const html = shown({
    before: [{ number: '48213-90576', name: null }], before_count: 3,
    after: [{ records: records(1, 1, '48213-90576'), count: 1 }, { records: [], count: 2 }], after_count: 9,
  });
  expect(html).toContain('ほかに 2 人');
  expect(html).toContain('ほかに 7 組');
  expect(html.match(/ほかに 2 件/g)).toHaveLength(1);
});

test('every example that was sent is shown: each was charged and logged', () => {
  const html = shown(...Array.from({ length: 20 }, (_, at) => ({
    before: [{ number: `10000-000${String(at).padStart(2, '0')}`, name: null }], before_count: 1,
    after: [{ records: records(2 * at + 1, 1, 'x'), count: 1 }, { records: records(2 * at + 2, 1, 'x'), count: 1 }], after_count: 2,
  })));
  for (let at = 0; at < 20; at++) expect(html).toContain(`10000-000${String(at).padStart(2, '0')}`);
});

test('the bar never goes back', () => {
  const work = (step: ModelWork['step'], done: number): number => progressOf({
    kind: 'activate', number: 2, state: 'running', step, records_done: done, records_total: 10, started_by: '', started_at: '', finished_at: null, moved: 0, error: null });
  const way = [work('', 0), work('reading', 0), work('reading', 10), work('deciding', 0), work('deciding', 5), work('deciding', 12), work('switching', 12)];
  expect(way).toEqual([...way].sort((a, b) => a - b));
  expect(Math.max(...way)).toBeLessThanOrEqual(100);
});
