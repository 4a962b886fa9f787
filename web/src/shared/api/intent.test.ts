// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { makeIntent, newKey } from './intent';

test('a retry of the same request keeps its key', () => {
  const intent = makeIntent();
  const first = intent.header({ other: '1', reason: 'a' });
  expect(intent.header({ other: '1', reason: 'a' })).toEqual(first);
});

test('another request, or the same one after success, is another intent', () => {
  const intent = makeIntent();
  const first = intent.header({ reason: 'a' });
  const second = intent.header({ reason: 'b' });
  expect(second).not.toEqual(first);
  intent.done();
  expect(intent.header({ reason: 'b' })).not.toEqual(second);
});

test('keys have the form that the contract asks for', () => {
  expect(newKey()).toMatch(/^[A-Za-z0-9_.:-]{8,128}$/);
});
