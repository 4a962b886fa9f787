// SPDX-License-Identifier: Apache-2.0
// Another system sends its records with an API key; what it sent is in the console, and one undo
// takes the day back.
import { equal, fact, go, match, ok, sound } from './assert.mjs';
import { url } from './browser.mjs';

const value = (field, raw) => ({ field, raw });
const person = (seed, n, name, kana) => ({
  key: `F${seed}-${n}`,
  values: [value('name_full', name), value('kana_full', kana), value('email', `feed${seed}x${n}@example.jp`), value('birth_date', '1988-08-0' + (n + 1))],
});

// No browser stands between them: as a shop's own server would send.
async function send(key, source, records) {
  const answer = await fetch(`${url}/api/v1/records`, {
    method: 'POST', headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' }, body: JSON.stringify({ source, records }),
  });
  return { status: answer.status, body: await answer.json() };
}

async function look_for(page, text) {
  await go(page, '/customers');
  await page.getByRole('combobox', { name: '検索' }).fill(text);
}

export const feed = {
  async 'what an API key sends is found in the console at once'(world) {
    const { page, seed } = world;
    await go(page, '/keys');
    await page.getByLabel('何のためのキーか').fill(`店${seed}からの送信`);
    await page.getByRole('checkbox', { name: '取り込む', exact: true }).check();
    await page.getByRole('button', { name: 'キーを作る' }).click();
    const key = await page.getByText(/^genbo_prod_[0-9a-f]{12}_[0-9a-f]{64}$/).innerText();
    const source = `feed${seed}`;
    const records = [person(seed, 0, '四方田 葵', 'ヨモダ アオイ'), person(seed, 1, '薬袋 蓮', 'ミナイ レン'),
      { key: `F${seed}-2`, values: [value('note', '4111111111111111')] }];
    const { status, body } = await send(key, source, records);
    equal(status, 200);
    equal(body.records.map((each) => each.outcome).join(), 'added,added,rejected');
    equal((await send(key, source, records.slice(0, 2))).body.records.map((each) => each.outcome).join(), 'same,same');
    equal((await send(key, source, [person(seed, 1, '薬袋 廉', 'ミナイ レン')])).body.records[0].outcome, 'changed');
    equal((await send(`${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`, source, records)).status, 401);

    await look_for(page, `feed${seed}x0@example.jp`);
    const option = page.getByRole('option', { name: /四方田 葵/ });
    await option.waitFor();
    equal((await option.locator('.mono').innerText()).trim(), body.records[0].number);
    await option.click();
    await page.getByRole('heading', { name: '四方田 葵' }).waitFor();
    ok(await page.locator('table').first().getByText(source, { exact: true }).count() > 0);
    world.feed = { key, import_id: body.import_id, number: body.records[1].number };
  },

  async 'a day of sending is one import in the list, and one undo takes it back'(world) {
    const { page, seed } = world;
    await go(page, '/imports');
    const row = page.getByRole('row').filter({ hasText: `feed${seed}` });
    equal(await row.count(), 1);
    match(await row.innerText(), /API \d{4}-\d{2}-\d{2}/);
    await sound(page);
    await row.getByRole('link').first().click();
    await page.waitForURL(new RegExp(`/imports/${world.feed.import_id}$`));
    equal(await fact(page, '新規'), 2);
    equal(await fact(page, '変更'), 1);
    equal(await fact(page, '同じ'), 2);
    equal(await fact(page, '取り込めず'), 1);
    await sound(page);
    await page.getByRole('button', { name: '取り込みを取り消す' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '取り消す' }).click();
    await page.getByText('この取り込みは取り消されました', { exact: false }).waitFor({ timeout: 60_000 });
    await look_for(page, `feed${seed}x0@example.jp`);
    await page.getByText('見つかりませんでした', { exact: false }).waitFor();
    // What is sent after the undo begins a new import, and the customer has the old number.
    const again = await send(world.feed.key, `feed${seed}`, [person(seed, 1, '薬袋 蓮', 'ミナイ レン')]);
    equal(again.body.records[0].outcome, 'added');
    ok(again.body.import_id !== world.feed.import_id);
    await look_for(page, `feed${seed}x1@example.jp`);
    await page.getByRole('option', { name: /薬袋 蓮/ }).waitFor();
    await page.evaluate(async (id) => {
      const session = await (await fetch('/api/v1/session')).json();
      await fetch(`/api/v1/keys/${id}`, { method: 'DELETE', headers: { 'X-Genbo-CSRF': session.csrf, 'Idempotency-Key': crypto.randomUUID() } });
    }, world.feed.key.split('_')[2]);
    equal((await send(world.feed.key, `feed${seed}`, [person(seed, 0, '四方田 葵', 'ヨモダ アオイ')])).status, 401);
  },
};
