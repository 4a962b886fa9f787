// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { digits, equal, fact, go, match, ok, sound } from './assert.mjs';

const kaiin = readFileSync(fileURLToPath(new URL('fixtures/kaiin_cp932.csv', import.meta.url)));

async function choose(page, name, buffer) {
  await go(page, '/imports/new');
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer });
  await page.getByRole('heading', { name: /見本/ }).waitFor();
}

async function dry_run(page, source) {
  await page.getByRole('button', { name: '次へ' }).click();
  await page.getByRole('combobox', { name: '取り込み元' }).fill(source);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '試し取り込み', exact: true }).last().click();
  await page.getByRole('button', { name: '取り込む', exact: true }).waitFor();
  await page.locator('dl').first().waitFor({ timeout: 60_000 });
}

async function run(page) {
  await page.getByRole('button', { name: '取り込む', exact: true }).click();
  await page.waitForURL(/imports\/\d+$/);
  await page.getByText('完了', { exact: true }).waitFor({ timeout: 60_000 });
}

const counts = async (page) => ({
  new: await fact(page, '新規'), changed: await fact(page, '変更'), same: await fact(page, '同じ'), rejected: await fact(page, '取り込めず'),
});

// The people of this run: 8 that can be taken, and one row with a card number, which cannot.
export function people(seed) {
  const row = (n, name, kana, phone, birth, note = '') =>
    `E${seed}-${n},${name},${kana},150-0001,東京都渋谷区神宮前${n + 1}-${(seed % 20) + 1}-3,${phone},e2e${seed}x${n}@example.jp,${birth},${note}`;
  const phone = (n) => `090-${seed % 9000 + 1000}-${2000 + n}`;
  return [
    '会員番号,氏名,フリガナ,郵便番号,住所,電話番号,メールアドレス,生年月日,備考',
    row(0, '渡邊 美咲', 'ワタナベ ミサキ', phone(0), 'S60.4.2'),
    row(1, '齋藤 健', 'サイトウ ケン', phone(1), '1978/12/01'),
    row(2, '小笠原 拓海', 'オガサワラ タクミ', phone(2), 'H3.7.20'),
    row(3, '五十嵐 陽菜', 'イガラシ ヒナ', phone(3), '2001-01-15'),
    row(4, '服部 由美', 'ハットリ ユミ', phone(4), '1969/05/05'),
    row(5, '久保田 翔太', 'クボタ ショウタ', phone(5), '1990/09/09'),
    row(6, '長谷川 学', 'ハセガワ マナブ', phone(6), '1983/03/30'),
    row(7, '早乙女 凛', 'サオトメ リン', phone(7), '1996/06/16'),
    row(8, '一ノ瀬 守', 'イチノセ マモル', phone(8), '1955/02/02', '4111111111111111'),
  ].join('\r\n') + '\r\n';
}

export const imports = {
  async 'a CP932 file is recognised, shown readably, and can be read another way'({ page }) {
    await choose(page, '会員.csv', kaiin);
    const sample = page.getByRole('region', { name: /見本/ });
    for (const text of ['髙橋 花子', '山﨑 誠', 'Ⅲ丁目商会 ㈱', '①']) await sample.getByText(text, { exact: true }).waitFor();
    equal(await page.getByLabel('文字コード').first().inputValue(), 'Shift_JIS (CP932)');
    await sound(page);
    await page.getByLabel('文字コード').first().click();
    await page.getByRole('option', { name: 'EUC-JP' }).click();
    await sample.getByText('髙橋 花子', { exact: true }).waitFor({ state: 'detached' });
    await page.getByLabel('文字コード').first().click();
    await page.getByRole('option', { name: 'Shift_JIS (CP932)' }).click();
    await sample.getByText('髙橋 花子', { exact: true }).waitFor();
  },

  async 'columns are mapped by themselves, and a person can change them'({ page }) {
    await page.getByRole('button', { name: '次へ' }).click();
    const field = (column) => page.getByLabel(`列「${column}」の項目`);
    await field('会員番号').waitFor();
    equal(await field('会員番号').inputValue(), 'source_key');
    equal(await field('氏名').inputValue(), 'name_full');
    equal(await field('生年月日').inputValue(), 'birth_date');
    await page.getByText('「会員番号」で行を見分けます', { exact: false }).waitFor();
    await field('会員番号').selectOption('custom');
    await page.getByText('元データの番号にあたる列がありません', { exact: false }).waitFor();
    await sound(page);
  },

  async 'a dry run counts and writes nothing'({ page, seed }) {
    await go(page, '/');
    const before = await fact(page, '元データの件数').catch(() => 0);
    await choose(page, `会員${seed}.csv`, Buffer.from('\ufeff' + people(seed), 'utf16le'));
    await page.getByText('早乙女 凛', { exact: true }).waitFor();
    await dry_run(page, 'e2e');
    const seen = await counts(page);
    equal(JSON.stringify(seen), JSON.stringify({ new: 8, changed: 0, same: 0, rejected: 1 }));
    await sound(page);
    const home = await page.evaluate(async () => (await (await fetch('/api/v1/home')).json()).records);
    equal(home, before);
  },

  async 'the run takes the eight, refuses the card number, and offers the refused row with its reason'({ page, seed }) {
    await run(page);
    equal(await fact(page, '新規'), 8);
    equal(await fact(page, '取り込めず'), 1);
    await sound(page);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /取り込めなかった行/ }).click()]);
    const text = readFileSync(await download.path(), 'utf8');
    match(text, new RegExp(`E${seed}-8`));
    ok(!text.includes('4111111111111111'), 'the card number must not be kept');
    match(text.split('\n')[1], /[ぁ-ん]/);
  },

  async 'the same file again changes nothing; a changed row is a new version'({ page, seed }) {
    await choose(page, `会員${seed}.csv`, Buffer.from(people(seed)));
    await dry_run(page, 'e2e');
    const again = await counts(page);
    equal(JSON.stringify(again), JSON.stringify({ new: 0, changed: 0, same: 8, rejected: 1 }));
    await page.getByText('取り込んでも原簿は変わりません', { exact: false }).waitFor();
    await choose(page, `会員${seed}b.csv`, Buffer.from(people(seed).replace('小笠原 拓海', '小笠原 拓実')));
    await dry_run(page, 'e2e');
    await run(page);
    const changed = await counts(page);
    equal(JSON.stringify(changed), JSON.stringify({ new: 0, changed: 1, same: 7, rejected: 1 }));
  },

  async 'an import can be taken back'({ page, seed }) {
    const before = await page.evaluate(async () => (await (await fetch('/api/v1/home')).json()).records);
    await choose(page, `取消${seed}.csv`, Buffer.from(`会員番号,氏名,電話番号\r\nU${seed},取消 太郎,080-0000-${seed % 9000 + 1000}\r\n`));
    await dry_run(page, 'e2e-undo');
    await run(page);
    await page.getByRole('button', { name: '取り込みを取り消す' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '取り消す' }).click();
    await page.getByText('この取り込みは取り消されました', { exact: false }).waitFor({ timeout: 60_000 });
    equal(await page.evaluate(async () => (await (await fetch('/api/v1/home')).json()).records), before);
    await go(page, '/imports');
    await page.getByText('取り消し済み', { exact: true }).first().waitFor();
    await sound(page);
  },

  async 'home shows what came in'({ page, seed }) {
    await go(page, '/');
    await page.getByRole('link', { name: `取消${seed}.csv` }).first().waitFor();
    ok(digits(await page.getByRole('link', { name: /取り込めなかった行/ }).innerText()) > 0);
    await sound(page);
  },
};
