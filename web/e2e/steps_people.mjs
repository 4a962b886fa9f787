// SPDX-License-Identifier: Apache-2.0
// Who works here: accounts, second factors, sessions, and passkeys with the browser's own virtual
// authenticator.
import { equal, go, match, ok, sound } from './assert.mjs';
import { admin, enter, open, second_step, set_up_app, telephones, url } from './browser.mjs';

const hanako = { name: 'hanako', password: 'kumo no ue ni hoshi futatsu' };

async function prove_if_asked(page, name) {
  const dialog = page.getByRole('dialog', { name: 'ご本人の確認' });
  const asked = await dialog.waitFor({ timeout: 1500 }).then(() => true, () => false);
  if (!asked) return false;
  await dialog.getByLabel('確認コード').fill(await telephones.get(name).code());
  await dialog.getByRole('button', { name: '確かめて続ける' }).click();
  await dialog.waitFor({ state: 'detached' });
  return true;
}

export const people = {
  async 'an administrator makes an account, and its password is shown once'(world) {
    const { page } = world;
    await go(page, '/staff');
    await page.getByRole('button', { name: '担当者を加える' }).click();
    await page.getByRole('dialog').getByLabel('担当者名').fill(hanako.name);
    await page.getByRole('dialog').getByLabel('氏名').fill('髙橋 花子');
    await page.getByRole('dialog').getByLabel('役割').selectOption('steward');
    await sound(page);
    await page.getByRole('button', { name: 'アカウントを作る' }).click();
    await prove_if_asked(page, admin);
    const shown = page.locator('[data-password]');
    await shown.waitFor();
    world.one_time = await shown.textContent();
    match(world.one_time, /^[2-9A-Z]{4}(-[2-9A-Z]{4}){4}$/);
    await sound(page);
    await page.getByRole('dialog').getByRole('button', { name: '閉じる' }).last().click();
    await page.getByRole('cell', { name: '髙橋 花子' }).waitFor();
    ok(!(await page.content()).includes(world.one_time));
  },

  async 'the new steward chooses a password, then a second factor, then works'(world) {
    const other = await open(world.browser);
    world.hers = other;
    const { page } = other;
    await page.goto(url);
    await page.locator('input[name=username]').waitFor();
    equal(await enter(page, hanako.name, world.one_time), 200);
    await page.locator('input[name=next]').waitFor();
    equal(await page.evaluate(async () => (await fetch('/api/v1/home')).status), 403);
    await page.locator('input[name=current]').fill(world.one_time);
    await page.locator('input[name=next]').fill(hanako.password);
    await page.locator('input[name=again]').fill(hanako.password);
    await page.locator('button[type=submit]').click();
    await page.locator('code[data-secret]').waitFor({ state: 'attached' });
    equal(await page.evaluate(async () => (await fetch('/api/v1/home')).status), 403);
    await sound(page);
    await set_up_app(page, hanako.name);
    equal(telephones.get(hanako.name).recovery.length, 10);
    await sound(page);
    await page.getByRole('button', { name: '控えました' }).click();
    await page.getByRole('heading', { name: '今日の仕事' }).waitFor();
    equal(await page.evaluate(async () => (await fetch('/api/v1/staff')).status), 403);
    equal(other.troubles.join(), '');
  },

  async 'a code does not count twice'(world) {
    const { page } = world.hers;
    const telephone = telephones.get(hanako.name);
    const status = await page.evaluate(async (code) => {
      const session = await (await fetch('/api/v1/session')).json();
      const answer = await fetch('/api/v1/session/proof', {
        method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Genbo-CSRF': session.csrf }, body: JSON.stringify({ code }),
      });
      return answer.status;
    }, telephone.code_of(telephone.last));
    equal(status, 403);
  },

  async 'one sees where one is signed in, and ends a session'(world) {
    const second = await open(world.browser);
    await second.page.goto(url);
    await second.page.locator('input[name=username]').waitFor();
    equal(await enter(second.page, hanako.name, hanako.password), 200);
    await second.page.locator('input[name=code]').waitFor();
    await second_step(second.page, hanako.name);
    await second.page.getByRole('heading', { name: '今日の仕事' }).waitFor();
    const { page } = world.hers;
    await go(page, '/security');
    const rows = page.getByRole('region', { name: 'ログイン中の場所' }).locator('tbody tr');
    equal(await rows.count(), 2);
    await sound(page);
    await rows.filter({ hasNotText: 'このブラウザー' }).getByRole('button', { name: '終わらせる' }).click();
    await rows.nth(1).waitFor({ state: 'detached' });
    equal(await second.page.evaluate(async () => (await fetch('/api/v1/home')).status), 401);
    await second.context.close();
  },

  async 'a passkey is made, and signs in without name, password or code'(world) {
    // Passkeys belong to names, not to addresses.
    const at_name = url.replace('127.0.0.1', 'localhost');
    const mine = await open(world.browser);
    const { page } = mine;
    const debug = await mine.context.newCDPSession(page);
    await debug.send('WebAuthn.enable');
    const { authenticatorId } = await debug.send('WebAuthn.addVirtualAuthenticator', {
      options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    });
    await page.goto(at_name);
    await page.locator('input[name=username]').waitFor();
    await sound(page);
    equal(await enter(page, hanako.name, hanako.password), 200);
    await page.locator('input[name=code]').waitFor();
    await second_step(page, hanako.name);
    await page.getByRole('heading', { name: '今日の仕事' }).waitFor();
    await page.goto(`${at_name}/security`);
    await page.getByRole('button', { name: 'パスキーを加える' }).click();
    await page.getByLabel('パスキーの名前').fill('試験の鍵');
    await page.getByRole('button', { name: 'パスキーを作る' }).click();
    await page.getByText('パスキー: 試験の鍵').waitFor();
    await sound(page);
    equal((await debug.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length, 1);

    await page.getByRole('button', { name: /アカウント/ }).click();
    await page.getByRole('menuitem', { name: 'ログアウト' }).click();
    await page.getByRole('button', { name: 'パスキーでログイン' }).click();
    await page.getByRole('button', { name: /アカウント: hanako/ }).waitFor();
    equal(await page.evaluate(async () => (await (await fetch('/api/v1/session')).json()).step), 'done');

    // Somebody who is there but does not show who it is.
    await debug.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    await page.getByRole('button', { name: /アカウント/ }).click();
    await page.getByRole('menuitem', { name: 'ログアウト' }).click();
    await page.getByRole('button', { name: 'パスキーでログイン' }).click();
    await page.getByText('パスキーは使われませんでした').waitFor();
    equal(await page.evaluate(async () => (await fetch('/api/v1/home')).status), 401);
    equal(mine.troubles.join(), '');
    await mine.context.close();
  },

  async 'disabling ends the sessions at once, and nobody disables himself'(world) {
    const { page } = world;
    await go(page, '/staff');
    equal(await world.hers.page.evaluate(async () => (await fetch('/api/v1/home')).status), 200);
    await page.getByRole('button', { name: 'hanako を開く' }).click();
    await page.getByRole('dialog').getByRole('heading', { name: 'ログイン中の場所' }).waitFor();
    await sound(page);
    await page.getByRole('button', { name: '停止する' }).click();
    await prove_if_asked(page, admin);
    await page.getByText('hanako を停止しました').waitFor();
    equal(await world.hers.page.evaluate(async () => (await fetch('/api/v1/home')).status), 401);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'admin を開く' }).click();
    equal(await page.getByRole('button', { name: '停止する' }).count(), 0);
    await page.keyboard.press('Escape');
    await world.hers.page.goto(url);
    await world.hers.page.locator('input[name=username]').waitFor();
    equal(await enter(world.hers.page, hanako.name, hanako.password), 401);
    await world.hers.context.close();
  },

  async 'the screens of people in English and on a telephone'(world) {
    const { page } = world;
    await go(page, '/staff');
    await page.getByText('English', { exact: true }).click();
    await page.getByRole('heading', { name: 'Staff' }).waitFor();
    await sound(page);
    await page.setViewportSize({ width: 390, height: 844 });
    await sound(page);
    await go(page, '/security');
    await page.getByText('English', { exact: true }).click();
    await page.getByRole('heading', { name: 'Sign-in security' }).waitFor();
    await sound(page);
    await page.setViewportSize({ width: 1360, height: 860 });
    await page.getByText('日本語', { exact: true }).click();
  },
};
