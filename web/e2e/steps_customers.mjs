// SPDX-License-Identifier: Apache-2.0
import { equal, go, match, ok, sound } from './assert.mjs';

async function look_for(page, text) {
  const field = page.getByRole('combobox', { name: '検索' });
  await field.fill('');
  await field.fill(text);
  await page.locator('[role=listbox][data-stale=false]').waitFor();
}

async function number_of(page, text) {
  await go(page, '/customers');
  await look_for(page, text);
  return (await page.getByRole('option').first().locator('.mono').innerText()).trim();
}

export const customers = {
  async 'one field finds by mail, phone, name, variant kanji, kana and romaji'({ page, seed }) {
    await go(page, '/customers');
    const mail = `e2e${seed}x0@example.jp`;
    await look_for(page, mail);
    const number = (await page.getByRole('option').first().locator('.mono').innerText()).trim();
    await sound(page);
    const phone = `090${seed % 9000 + 1000}2000`;
    for (const text of [phone, number, number.replace('-', '')]) {
      await look_for(page, text);
      await page.getByRole('option', { name: new RegExp(number) }).waitFor();
    }
    // A name is common in a full register: narrowed by the mail's owner it has to be found by every spelling.
    for (const name of ['渡邊 美咲', '渡辺 美咲', 'わたなべ みさき', 'ﾜﾀﾅﾍﾞ ﾐｻｷ', 'watanabe misaki']) {
      await look_for(page, `${name} ${phone}`);
      await page.getByRole('option', { name: new RegExp(number) }).waitFor();
    }
  },

  async 'one wrong character, and who was meant is found and marked'({ page, seed }) {
    // Kana, romaji, and one digit of a telephone number.
    for (const typed of ['サオトヌ リン', 'saotomo rin', `090${seed % 9000 + 1000}20070`]) {
      await look_for(page, typed);
      const meant = page.getByRole('option', { name: /早乙女 凛/ }).first();
      await meant.waitFor();
      await meant.getByText('入力に近い', { exact: true }).waitFor();
    }
    await page.getByText('そのとおりの方は見つかりませんでした', { exact: false }).waitFor();
    await sound(page);
    // Typed rightly it is no guess.
    await look_for(page, 'サオトメ リン');
    await page.getByRole('option', { name: /早乙女 凛/ }).first().waitFor();
    equal(await page.getByText('入力に近い', { exact: true }).count(), 0);
    // Two wrong characters in a word are not forgiven.
    await page.getByRole('combobox', { name: '検索' }).fill('ソオトヌ リン');
    await page.getByText('見つかりませんでした', { exact: false }).waitFor();
    // As the next step finds it.
    await look_for(page, 'watanabe misaki');
  },

  async 'what was typed is in no address, and comes back after going back'({ page }) {
    ok(!page.url().includes('watanabe'));
    const field = page.getByRole('combobox', { name: '検索' });
    const typed = await field.inputValue();
    await field.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/customers\/\d{5}-\d{5}$/);
    await page.goBack();
    equal(await page.getByRole('combobox', { name: '検索' }).inputValue(), typed);
  },

  async 'a customer shows where each value is from, the records, and the card'({ page, seed }) {
    const number = await number_of(page, `e2e${seed}x2@example.jp`);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '小笠原 拓実' }).waitFor();
    await sound(page);
    equal(await page.locator('table tbody tr').filter({ hasText: '氏名' }).first().getByText('e2e', { exact: true }).count() > 0, true);
    const card = page.getByRole('img', { name: `顧客番号 ${number} のカード` });
    await card.waitFor();
    ok(await card.evaluate((img) => img.complete && img.naturalWidth > 0), 'the card is drawn');
    await page.getByRole('tab', { name: /元データ/ }).click();
    await page.getByRole('button', { name: '以前の版を見る' }).click();
    await page.locator('del', { hasText: '小笠原 拓海' }).waitFor();
    await page.locator('ins', { hasText: '小笠原 拓実' }).waitFor();
    await sound(page);
  },

  async 'two customers are merged, the reason explained, the old number still works, and split again'({ page, seed }) {
    const one = await number_of(page, `e2e${seed}x3@example.jp`);
    const two = await number_of(page, `e2e${seed}x4@example.jp`);
    ok(one !== two);
    await go(page, `/customers/${one}`);
    await page.getByRole('button', { name: '統合する' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('相手の顧客番号').fill(two);
    await dialog.getByText('相手: 服部 由美').waitFor();
    await dialog.getByLabel('理由').fill('同一人物と電話で確認（試験）');
    await sound(page);
    await dialog.getByRole('button', { name: '統合する' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('tab', { name: '元データ 2' }).waitFor();
    const kept = page.url().match(/\d{5}-\d{5}$/)[0];
    const old = kept === one ? two : one;
    await page.getByRole('tab', { name: '統合の理由' }).click();
    await page.getByText('合計', { exact: true }).waitFor();
    ok(await page.locator('ol[aria-label] svg[role=img]').count() >= 3, 'bars are drawn');
    await sound(page);

    await go(page, `/customers/${old}`);
    await page.getByText(`旧番号 ${old} は、いまはこの顧客です`, { exact: false }).waitFor();
    match(page.url(), new RegExp(`${kept}$`));

    await page.getByRole('button', { name: '分ける' }).click();
    await dialog.getByRole('checkbox', { name: new RegExp(`E${seed}-4`) }).check();
    await dialog.getByLabel('理由').fill('別人だった（試験）');
    await sound(page);
    await dialog.getByRole('button', { name: '分ける' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('tab', { name: '元データ 1' }).waitFor();
    const back = await number_of(page, `e2e${seed}x4@example.jp`);
    ok(back !== kept || one !== kept, 'the one who left has another number');
  },

  async 'a number is checked, a mistyped one is caught'({ page, seed }) {
    const number = await number_of(page, `e2e${seed}x5@example.jp`);
    await go(page, '/numbers');
    const field = page.getByLabel('番号', { exact: true }).first();
    await field.fill(number.replace('-', '').replace(/\d/g, (d) => String.fromCharCode(0xff10 + Number(d))));
    await page.keyboard.press('Enter');
    await page.getByText('正しい番号です').waitFor();
    await page.getByText(number, { exact: true }).waitFor();
    await sound(page);
    const last = Number(number.at(-1));
    await field.fill(number.slice(0, -1) + ((last + 1) % 10));
    await page.keyboard.press('Enter');
    await page.getByText('番号が正しくありません').waitFor();
  },

  async 'numbers are set aside'({ page }) {
    await page.getByLabel('個数').fill('3');
    await page.getByLabel('使う部署・店舗').fill('試験店');
    await page.getByRole('button', { name: '番号を取り置く' }).click();
    await page.getByText('3 個の番号を取り置きました').waitFor();
    await sound(page);
  },

  async 'a customer that is not there is said so, in words'({ page }) {
    await go(page, '/customers/10000-00000');
    match(await page.getByRole('alert').innerText(), /[ぁ-ん]/);
  },
};
