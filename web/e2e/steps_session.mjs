// SPDX-License-Identifier: Apache-2.0
import { equal, go, match, ok, sound } from './assert.mjs';
import { admin, enter, own_password, second_step, sign_in, url } from './browser.mjs';

export const session = {
  async 'a wrong password is refused in Japanese and says nothing about the name'({ page }) {
    await page.goto(url);
    await sound(page);
    const answers = [];
    for (const name of [admin, 'nobody-here']) {
      equal(await enter(page, name, 'certainly wrong words'), 401);
      answers.push(await page.getByRole('alert').innerText());
    }
    match(answers[0], /[ぁ-ん]/);
    equal(answers[0], answers[1]);
  },

  async 'the one-time password has to be changed and a second factor set up before anything is seen'({ page }) {
    await sign_in(page);
    await page.getByRole('heading', { name: '今日の仕事' }).waitFor();
    await sound(page);
  },

  async 'a reload keeps the session, and the page came with a policy that allows no inline script'({ page }) {
    const answer = await page.reload();
    const policy = answer.headers()['content-security-policy'];
    match(policy, /script-src 'self'/);
    ok(!policy.includes('unsafe-inline') && !policy.includes('unsafe-eval'), policy);
    await page.getByRole('heading', { name: '今日の仕事' }).waitFor();
  },

  async 'English and back, without a reload'({ page }) {
    await page.getByText('English', { exact: true }).click();
    await page.getByRole('heading', { name: 'Today' }).waitFor();
    equal(await page.evaluate(() => document.documentElement.lang), 'en');
    await sound(page);
    await page.getByText('日本語', { exact: true }).click();
    await page.getByRole('heading', { name: '今日の仕事' }).waitFor();
    equal(await page.evaluate(() => document.documentElement.lang), 'ja');
  },

  async 'signing out closes every door, signing in opens them again'({ page }) {
    await page.getByRole('button', { name: /アカウント/ }).click();
    await page.getByRole('menuitem', { name: 'ログアウト' }).click();
    await page.getByLabel('担当者名').waitFor();
    await page.goBack().catch(() => {});
    await go(page, '/customers');
    await page.getByLabel('担当者名').waitFor();
    equal(await page.evaluate(async () => (await fetch('/api/v1/home')).status), 401);
    await page.getByLabel('担当者名').fill(admin);
    await page.keyboard.press('Tab');
    await page.keyboard.type(own_password);
    await page.keyboard.press('Enter');
    await page.getByLabel('確認コード').waitFor();
    equal(await page.evaluate(async () => (await fetch('/api/v1/home')).status), 403);
    await sound(page);
    await second_step(page, admin);
    await page.getByRole('combobox', { name: '検索' }).waitFor();
  },
};
