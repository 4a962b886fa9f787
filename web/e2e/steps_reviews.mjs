// SPDX-License-Identifier: Apache-2.0
import { equal, go, match, sound } from './assert.mjs';
import { narrow, wide } from './browser.mjs';

const waiting = (page) => page.evaluate(async () => (await (await fetch('/api/v1/home')).json()).reviews_waiting);

export const reviews = {
  async 'a pair is settled by one key, and the key U takes it back'({ page, note, own_house }) {
    await go(page, '/reviews');
    const before = await waiting(page);
    if (before === 0 && !own_house) {
      await page.getByText('確認を待つ組はありません').waitFor();
      note('this master has no pair to review: the keys were not tried');
      return;
    }
    await sound(page);
    const first = await page.getByRole('navigation', { name: '確認待ち' }).getByRole('button').first().innerText();
    await page.keyboard.press('n');
    await page.getByText('「別の人」と決めました').waitFor();
    equal(await waiting(page), before - 1);
    await page.waitForTimeout(200);
    await page.keyboard.press('u');
    await page.getByText('判断を取り消しました').waitFor();
    equal(await waiting(page), before);
    await go(page, '/reviews');
    equal(await page.getByRole('navigation', { name: '確認待ち' }).getByRole('button').first().innerText(), first);
  },

  async 'keys do nothing while a reason is written'({ page, own_house }) {
    const before = await waiting(page);
    if (before === 0 && !own_house) return;
    const reason = page.getByLabel('理由');
    await reason.fill('');
    await reason.pressSequentially('sn');
    equal(await waiting(page), before);
    await reason.fill('');
  },

  async 'the slash key leads to the search from every screen'({ page }) {
    await go(page, '/numbers');
    await page.getByRole('heading', { name: '顧客番号', exact: true }).click();
    await page.keyboard.press('/');
    await page.getByRole('combobox', { name: '検索' }).waitFor();
    match(page.url(), /\/customers$/);
  },

  async 'narrow screens hold every screen without scrolling sideways'({ page }) {
    await page.setViewportSize(narrow);
    for (const path of ['/', '/imports', '/imports/new', '/customers', '/reviews', '/numbers', '/password']) {
      await go(page, path);
      await sound(page);
    }
    await page.setViewportSize(wide);
  },

  async 'an address that is none is told so'({ page }) {
    await go(page, '/no-such-screen');
    await page.getByRole('heading', { name: 'この画面はありません' }).waitFor();
  },
};
