// SPDX-License-Identifier: Apache-2.0
import { equal, go, match, ok, sound } from './assert.mjs';

const waiting = (page) => page.evaluate(async () => (await (await fetch('/api/v1/home')).json()).reviews_waiting);

export const stewards = {
  async 'a new customer: a wrong value is told and blocks, a tidy one registers'({ page, seed }) {
    await go(page, '/customers/new');
    await page.getByLabel('姓', { exact: true }).fill('試験');
    await page.getByLabel('名', { exact: true }).fill(`太郎${seed}`);
    await page.getByLabel('携帯電話').fill('090-12');
    await page.getByText('電話番号として読めません').waitFor();
    equal(await page.getByRole('button', { name: '登録する' }).isDisabled(), true);
    await sound(page);
    const phone = `090${String(seed).padStart(5, '6')}359`;
    await page.getByLabel('携帯電話').fill(phone);
    await page.getByRole('button', { name: /にする$/ }).click();
    match(await page.getByLabel('携帯電話').inputValue(), /^090-\d{4}-\d{4}$/);
    await page.getByText('似たお客様はいません').waitFor();
    await page.getByRole('button', { name: '登録する' }).click();
    await page.waitForURL(/customers\/\d{5}-\d{5}$/);
  },

  async 'whoever is there already is shown while one types'({ page, seed }) {
    const number = page.url().split('/').at(-1);
    await go(page, '/customers/new');
    await page.getByLabel('姓', { exact: true }).fill('試験');
    await page.getByLabel('名', { exact: true }).fill(`太郎${seed}`);
    await page.getByLabel('携帯電話').fill(`090${String(seed).padStart(5, '6')}359`);
    await page.getByRole('link', { name: number }).waitFor();
    await page.getByRole('button', { name: '確かめたので登録する' }).waitFor();
    await sound(page);
  },

  async 'many are accepted after a look, and all taken back at once'({ page, own_house }) {
    const before = await waiting(page);
    if (before === 0 && !own_house) return;
    await go(page, '/reviews/bulk');
    await page.getByLabel('点数（ビット）がこれ以上').fill('-1');
    for (const name of ['名', '生年月日']) await page.getByRole('checkbox', { name, exact: true }).uncheck();
    await page.getByRole('button', { name: '先に見る' }).click();
    const accept = page.getByRole('button', { name: /を「同じ人」と決める$/ });
    await accept.waitFor();
    await sound(page);
    await accept.click();
    await page.getByRole('button', { name: 'すべて元に戻す' }).waitFor();
    ok((await waiting(page)) < before);
    await page.getByRole('button', { name: 'すべて元に戻す' }).click();
    await page.getByRole('button', { name: 'すべて元に戻す' }).waitFor({ state: 'detached' });
    equal(await waiting(page), before);
  },

  async 'the book of verdicts tells who decided'({ page }) {
    await go(page, '/verdicts');
    await sound(page);
    await page.getByLabel('担当者').fill('nobody');
    await page.getByText('当てはまる判断はありません').waitFor();
  },

  async 'values are tidied, and brought back'({ page, own_house }) {
    await go(page, '/cleansing');
    await sound(page);
    if (!own_house && await page.getByText('整える値はありません').isVisible()) return;
    await page.getByRole('button', { name: /件を書き直す$/ }).click();
    await page.getByText(/個を書き直しました$/).waitFor();
    await page.getByRole('button', { name: '元に戻す' }).click();
    await page.getByText(/個を書き直しました$/).waitFor({ state: 'detached' });
  },

  async 'verdicts teach a model: learned, compared, switched on, and back'({ page, own_house }) {
    await go(page, '/model');
    await page.getByText('このモデルについて').waitFor();
    await sound(page);
    if (!own_house) return;
    await judge(page, 24);
    await page.reload();
    await page.getByRole('button', { name: /件から学習する$/ }).click();
    await page.getByRole('button', { name: '違いを計算する' }).click();
    const change = page.getByRole('button', { name: 'このモデルに切り替える' });
    await change.waitFor();
    await sound(page);
    await change.click();
    await page.getByText('前のモデルに切り替え直せば、元に戻ります').waitFor();
    await sound(page);
    await page.getByRole('dialog').getByRole('button', { name: 'このモデルに切り替える' }).click();
    await page.getByText(/に切り替えました。元データ/).waitFor();
    const row = page.locator('main li').filter({ hasText: /判断 \d+ 件から学習/ }).first();
    await row.getByText('使用中').waitFor();
    await sound(page);
    // And the one of before again.
    await page.getByRole('button', { name: 'モデル 1 にしたときの違いを見る' }).click();
    await page.getByRole('button', { name: '違いを計算する' }).click();
    await change.click();
    await page.getByRole('dialog').getByRole('button', { name: 'このモデルに切り替える' }).click();
    await page.locator('main li').filter({ hasText: '出荷時' }).getByText('使用中').waitFor();
  },

  // A work that takes as long as the test likes.
  async 'the end of a work is heard, and whoever stopped it is not lost'({ page }) {
    let work = { kind: 'compare', number: 1, state: 'running', step: 'reading', records_done: 3, records_total: 10,
      started_by: '花子', started_at: '2026-11-22T00:00:00Z', finished_at: null, moved: 0, error: null };
    let lists = 0;
    const count = (request) => { if (new URL(request.url()).pathname === '/api/v1/models') lists++; };
    page.on('request', count);
    await page.route('**/api/v1/models/work', (route) => {
      const asked = route.request().method() === 'DELETE';
      return route.fulfill({ status: asked ? 202 : 200, json: asked ? work : { work } });
    });
    await go(page, '/model');
    const line = page.getByRole('status').filter({ hasText: '違いを計算しています' });
    await line.waitFor();
    equal(await line.getByRole('button').count(), 0);
    await line.evaluate((node) => { node.dataset.seen = 'yes'; });
    work = { ...work, step: 'deciding', records_done: 1 };
    await page.getByText('まとまりを比べています').waitFor();
    await sound(page);
    // Asking how far it is reads neither the models nor the verdicts.
    await page.waitForTimeout(2500);
    equal(lists, 1);
    await page.getByRole('button', { name: '止める' }).press('Enter');
    const stopping = page.getByRole('button', { name: '止めています…' });
    await stopping.waitFor();
    equal(await stopping.evaluate((node) => node === document.activeElement), true);
    work = { ...work, state: 'stopped', step: '', finished_at: '2026-11-22T00:01:00Z' };
    // The same line says so, and has the focus.
    const told = page.locator('[role=status][data-seen]');
    await told.filter({ hasText: '計算を止めました' }).waitFor();
    equal(await told.evaluate((node) => node === document.activeElement), true);
    await sound(page);
    page.off('request', count);
    await page.unroute('**/api/v1/models/work');
  },

  async 'which model is looked at is said, and what cannot be switched to'({ page, own_house }) {
    if (!own_house) return;
    await page.route('**/api/v1/models', async (route) => {
      const answer = await route.fetch();
      const json = await answer.json();
      for (const each of json.items) each.usable = each.active;
      await route.fulfill({ response: answer, json });
    });
    await go(page, '/model');
    const look = page.getByRole('button', { name: /^モデル \d+ にしたときの違いを見る$/ }).first();
    await look.click();
    equal(await look.getAttribute('aria-pressed'), 'true');
    await page.getByText('違いの計算も切り替えもできません').waitFor();
    const start = page.getByRole('button', { name: /^(違いを計算する|計算し直す)$/ });
    await start.waitFor();
    equal(await start.isDisabled(), true);
    await sound(page);
    await page.unroute('**/api/v1/models');
  },
};

// As many verdicts as it takes, as a person would give them at the review screen.
async function judge(page, wanted) {
  const given = await page.evaluate(async (most) => {
    const { csrf } = await (await fetch('/api/v1/session')).json();
    const { items } = await (await fetch('/api/v1/reviews?limit=100')).json();
    let done = 0;
    for (const each of items) {
      if (done === most) break;
      const shown = await fetch(`/api/v1/reviews/${each.id}`);
      if (!shown.ok) continue;
      const answer = await fetch(`/api/v1/reviews/${each.id}/verdict`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Genbo-CSRF': csrf, 'Idempotency-Key': crypto.randomUUID(), 'If-Match': shown.headers.get('ETag') },
        body: JSON.stringify({ verdict: each.bits > 3 ? 'same' : 'not_same', reason: '' }),
      });
      if (answer.ok) done++;
    }
    return done;
  }, wanted);
  ok(given >= 20, `only ${given} verdicts`);
}
