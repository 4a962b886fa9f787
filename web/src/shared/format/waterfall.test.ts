// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { waterfall } from './waterfall';

test('each step starts where the last one ended, and the total is the sum', () => {
  const picture = waterfall(-20, [12, 15, -4, 0]);
  expect(picture.base.to).toBeCloseTo(picture.steps[0]!.from);
  picture.steps.slice(1).forEach((step, at) => expect(step.from).toBeCloseTo(picture.steps[at]!.to));
  expect(picture.total.bits).toBeCloseTo(3);
  expect(picture.steps.at(-1)!.to).toBeCloseTo(picture.total.to);
});

test('everything stays inside the picture', () => {
  for (const [base, bits] of [[-20, [30, -3]], [-5, []], [0, [0, 0]], [3, [-9, 2]]] as [number, number[]][]) {
    const { base: first, steps, total, zero } = waterfall(base, bits);
    for (const place of [zero, ...[first, total, ...steps].flatMap((step) => [step.from, step.to])]) {
      expect(place).toBeGreaterThanOrEqual(0);
      expect(place).toBeLessThanOrEqual(1);
    }
  }
});

test('evidence for goes right, evidence against goes left', () => {
  const { steps } = waterfall(-8, [5, -2]);
  expect(steps[0]!.to).toBeGreaterThan(steps[0]!.from);
  expect(steps[1]!.to).toBeLessThan(steps[1]!.from);
});
