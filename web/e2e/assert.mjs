// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';

import { accessibility, overflow, settled, url } from './browser.mjs';

export const equal = assert.equal;
export const ok = assert.ok;
export const match = assert.match;

export async function go(page, path) {
  await page.goto(url + path);
  await settled(page);
}

// Nothing serious for people who use keyboards and screen readers, nothing beside the window.
export async function sound(page) {
  await settled(page);
  assert.deepEqual(await accessibility(page), []);
  assert.deepEqual(await overflow(page), []);
}

export function digits(text) {
  return Number(text.replace(/[^\d]/g, ''));
}

// The number under a label in a list of facts.
export async function fact(page, label) {
  const value = page.locator('dl > div', { has: page.locator(`dt:text-is("${label}")`) }).locator('dd').first();
  return digits((await value.evaluate((each) => each.firstChild.textContent)) ?? '');
}
