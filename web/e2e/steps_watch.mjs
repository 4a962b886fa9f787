// SPDX-License-Identifier: Apache-2.0
// The watch: an officer makes honey customers, somebody opens one, the officer is told which kind of
// look it was and the one who looked is asked without being told; and the mark on the officer's screen.
import { equal, go, match, ok, sound } from './assert.mjs';
import { admin, enter, open, set_up_app, telephones, url } from './browser.mjs';

const officer = { name: 'mihari', password: 'tsuki no ura no shiroi usagi' };

async function prove_if_asked(page, name) {
  const dialog = page.getByRole('dialog', { name: 'ご本人の確認' });
  const asked = await dialog.waitFor({ timeout: 1500 }).then(() => true, () => false);
  if (!asked) return;
  await dialog.getByLabel('確認コード').fill(await telephones.get(name).code());
  await dialog.getByRole('button', { name: '確かめて続ける' }).click();
  await dialog.waitFor({ state: 'detached' });
}

const get = (page, path) => page.evaluate(async (where) => {
  const answer = await fetch(`/api/v1${where}`);
  return { status: answer.status, body: await answer.json() };
}, path);

// Within a minute, says the guide; the watch looks once a second.
async function until(page, path, found) {
  for (let i = 0; i < 120; i += 1) {
    const { body } = await get(page, path);
    const item = body.items?.find(found);
    if (item) return item;
    await page.waitForTimeout(500);
  }
  throw new Error(`${path} did not come to have it`);
}

export const watch = {
  async 'an officer of privacy comes, and her screens carry her name, place and time'(world) {
    const { page } = world;
    await go(page, '/staff');
    await page.getByRole('button', { name: '担当者を加える' }).click();
    await page.getByRole('dialog').getByLabel('担当者名').fill(officer.name);
    await page.getByRole('dialog').getByLabel('氏名').fill('守 真理');
    await page.getByRole('dialog').getByLabel('役割').selectOption('privacy_officer');
    await page.getByRole('button', { name: 'アカウントを作る' }).click();
    await prove_if_asked(page, admin);
    const shown = page.locator('[data-password]');
    await shown.waitFor();
    const one_time = await shown.textContent();
    await page.getByRole('dialog').getByRole('button', { name: '閉じる' }).last().click();
    // Only who is asked to carry it carries it.
    equal(await page.locator('[data-screen-mark]').count(), 0);

    world.officer = await open(world.browser);
    const hers = world.officer.page;
    await hers.goto(url);
    await hers.locator('input[name=username]').waitFor();
    equal(await enter(hers, officer.name, one_time), 200);
    await hers.locator('input[name=current]').fill(one_time);
    await hers.locator('input[name=next]').fill(officer.password);
    await hers.locator('input[name=again]').fill(officer.password);
    await hers.locator('button[type=submit]').click();
    await hers.locator('code[data-secret]').waitFor({ state: 'attached' });
    await set_up_app(hers, officer.name);
    await hers.getByRole('button', { name: '控えました' }).click();
    await hers.getByRole('heading', { name: '今日の仕事' }).waitFor();
    // A master that was brought along may ask nobody for it.
    if (!world.own_house && !process.env.GENBO_E2E_MARK) return;
    await hers.locator('[data-screen-mark]').waitFor({ state: 'attached' });
    match(await hers.locator('[data-screen-mark]').getAttribute('data-screen-mark'), /^mihari #\d+  127\.0\.0\.1  20\d\d-\d\d-\d\d \d\d:\d\d$/);
    // It lies above everything and takes no click.
    equal(await hers.locator('[data-screen-mark]').evaluate((each) => getComputedStyle(each).pointerEvents), 'none');
    await sound(hers);
    // And on paper.
    await hers.emulateMedia({ media: 'print' });
    ok(await hers.locator('[data-screen-mark]').evaluate((each) => each.getBoundingClientRect().height > 300));
    await hers.emulateMedia({ media: 'screen' });
  },

  async 'she makes honey customers among the others'(world) {
    const { page } = world.officer;
    const before = (await get(world.page, '/home')).body.customers;
    await go(page, '/audit');
    const form = page.locator('form', { has: page.getByRole('heading', { name: 'おとりのお客様を作る' }) });
    await form.getByLabel('人数').fill('2');
    await form.getByLabel('理由').fill('年に一度の見張り');
    await form.getByRole('button', { name: '作る' }).click();
    await prove_if_asked(page, officer.name);
    await page.getByText('おとりのお客様を 2 人作りました').waitFor();
    await sound(page);
    world.honey = (await get(page, '/watch/marks')).body.items.find((mark) => mark.kind === 'honey').number;
    // Figures pass them over, and whoever may not keep the marks does not see the list.
    equal((await get(world.page, '/home')).body.customers, before);
    equal((await get(world.page, '/watch/marks')).status, 403);
  },

  async 'who opens one is asked without being told, and she is told'(world) {
    const { page } = world;
    await go(page, `/customers/${world.honey}`);
    await page.locator('main table').first().waitFor();
    const alert = await until(world.officer.page, '/alerts', (each) => each.kind === 'honey' && each.state === 'open');
    equal(alert.severity, 3);
    const asked = await until(page, '/alerts/mine', (each) => each.id === alert.id);
    equal(asked.kind, 'unexplained');
    await go(page, '/audit');
    await sound(page);
    equal(await page.getByText('見本のお客様').count(), 0);
    await go(world.officer.page, '/audit');
    await world.officer.page.getByText('見るはずのない見本のお客様を開いた').first().waitFor();
    await sound(world.officer.page);
    const looks = (await get(page, `/customers/${world.honey}/access`)).body.items ?? [];
    ok(looks.every((look) => !look.marks.includes('honey')));
    const hers = (await get(world.officer.page, `/customers/${world.honey}/access`)).body.items;
    ok(hers.some((look) => look.marks.includes('honey')));
  },

  async 'a mark that is lifted takes the honey customer away'(world) {
    const { page } = world.officer;
    await go(page, '/audit');
    const line = page.locator('li', { hasText: world.honey });
    await line.getByRole('button', { name: '外す' }).click();
    await page.getByRole('dialog').getByLabel('理由').fill('試し終わり');
    await page.getByRole('dialog').getByRole('button', { name: '外す' }).click();
    await prove_if_asked(page, officer.name);
    await page.getByText('印を外しました').waitFor();
    equal((await get(world.page, `/customers/${world.honey}`)).status, 404);
    equal(world.officer.troubles.join(), '');
    await world.officer.context.close();
  },
};
