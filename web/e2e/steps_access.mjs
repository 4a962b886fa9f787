// SPDX-License-Identifier: Apache-2.0
import { equal, go, match, ok, sound } from './assert.mjs';

const masks = (page) => page.getByRole('button', { name: /を表示する$/ });

export const access = {
  async 'under another purpose contacts are masked, and one is shown with a reason'({ page }) {
    await go(page, '/customers');
    await page.locator('[role=combobox]').fill('渡辺');
    await page.locator('[role=option]').first().click();
    await page.locator('main table').waitFor();
    await page.getByRole('button', { name: /^利用目的/ }).click();
    await page.getByRole('menuitem', { name: 'お問い合わせへの応対' }).click();
    await masks(page).first().waitFor();
    const masked = await masks(page).count();
    ok(masked > 0);
    match(await page.locator('main table').innerText(), /\*\*/);
    await sound(page);
    await masks(page).first().click();
    await page.getByRole('dialog').getByLabel('理由').fill('折り返しのお電話のため');
    await sound(page);
    await page.getByRole('dialog').getByRole('button', { name: '表示する', exact: true }).click();
    await page.getByText('5分間表示します', { exact: true }).waitFor();
    await page.waitForFunction((before) => document.querySelectorAll('button[aria-label$="を表示する"]').length === before - 1, masked);
  },

  async 'who watches finds it with its reason'({ page }) {
    await go(page, '/access');
    await page.getByText('折り返しのお電話のため').waitFor();
    await sound(page);
  },

  async 'a key is made, shown once, and ended'({ page }) {
    await go(page, '/keys');
    await page.getByLabel('何のためのキーか').fill('通販との連携');
    await page.getByRole('checkbox', { name: 'お客様を見る' }).check();
    await page.getByRole('button', { name: 'キーを作る' }).click();
    const token = await page.getByText(/^genbo_prod_[0-9a-f]{12}_[0-9a-f]{64}$/).innerText();
    await sound(page);
    const status = await page.evaluate(async (key) => (await fetch('/api/v1/access/mine', { credentials: 'omit', headers: { Authorization: `Bearer ${key}` } })).status, token);
    equal(status, 200);
    await go(page, '/keys');
    equal(await page.getByText(token).count(), 0);
    const row = page.getByRole('listitem').filter({ hasText: '通販との連携' });
    await row.getByRole('button', { name: '終わらせる' }).first().click();
    await page.getByRole('dialog').getByRole('button', { name: '終わらせる' }).click();
    await row.getByText('終了', { exact: true }).first().waitFor();
    equal(await page.evaluate(async (key) => (await fetch('/api/v1/access/mine', { credentials: 'omit', headers: { Authorization: `Bearer ${key}` } })).status, token), 401);
  },

  async 'an export waits for somebody else'({ page }) {
    await go(page, '/exports');
    await page.getByRole('checkbox', { name: 'メールアドレス', exact: true }).check();
    await page.getByLabel('理由').fill('秋の案内状の発送');
    await page.getByRole('button', { name: '書き出しを頼む' }).click();
    await page.getByText('別の人の承認を待っています').waitFor();
    equal(await page.getByRole('button', { name: '承認する' }).count(), 0);
    await sound(page);
  },
};
