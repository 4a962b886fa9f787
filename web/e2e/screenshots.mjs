// SPDX-License-Identifier: Apache-2.0
// Pictures of every screen, in both languages, wide and narrow:
// docs/screenshots/{ja,en}-{wide,narrow}-{screen}.png.  Each screen is also checked for
// accessibility and sideways overflow, because this is the one place that sees them all.
//
//   node e2e/screenshots.mjs PROGRAM [FOLDER]      with a server of its own
//   GENBO_URL=… GENBO_ADMIN_PASSWORD=… node e2e/screenshots.mjs '' [FOLDER]
//   GENBO_ONLY=ja-wide,…  GENBO_TOURS=watch    some of them
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { open_house } from './house.mjs';

const [program, folder = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url))] = process.argv.slice(2);
const house = program ? await open_house(program, { persons: Number(process.env.GENBO_E2E_PERSONS ?? 3000) }) : null;
if (house) {
  process.env.GENBO_URL = house.url;
  process.env.GENBO_ADMIN_PASSWORD = house.password;
}

const { accessibility, launch, narrow, open, overflow, sample_csv, settled, sign_in, url, wide } = await import('./browser.mjs');

const word = process.env.GENBO_SEARCH ?? '渡辺';
const sizes = { wide, narrow };
const only = process.env.GENBO_ONLY?.split(',') ?? [];
mkdirSync(folder, { recursive: true });

const tours = process.env.GENBO_TOURS?.split(',') ?? ['house', 'watch', 'models'];
const each_kind = async (walk) => {
  for (const language of ['ja', 'en'])
    for (const size of ['wide', 'narrow'])
      if (only.length === 0 || only.includes(`${language}-${size}`)) await walk(language, size);
};

const browser = await launch();
const problems = [];
let officer;
if (tours.includes('house')) await each_kind(tour);
if (tours.includes('watch')) {
  officer = await officer_of_privacy();
  await each_kind(watch_tour);
}
if (tours.includes('models')) {
  await taught();
  await each_kind(models_tour);
}
await browser.close();
await house?.close();
for (const each of problems) console.error(each);
console.log(problems.length === 0 ? 'all screens fine' : `${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);

function camera(page, language, size) {
  return async (screen, options = {}) => {
    await settled(page);
    const name = `${language}-${size}-${screen}`;
    for (const each of await accessibility(page)) problems.push(`${name}: axe ${each.id} (${each.impact})\n  ${each.nodes.join('\n  ')}`);
    for (const each of await overflow(page)) problems.push(`${name}: sticks out ${each}`);
    // A taller window instead of the browser's own full-page mode, which leaves bars that stick to the
    // window's edge in the middle of the picture.
    const tall = options.full ? await page.evaluate(() => document.documentElement.scrollHeight) : 0;
    if (tall > sizes[size].height) await page.setViewportSize({ ...sizes[size], height: tall });
    await page.screenshot({ path: `${folder}/${name}.png` });
    if (tall > sizes[size].height) await page.setViewportSize(sizes[size]);
    console.log(name);
  };
}

// Who is in charge of the watch, with a few honey customers, one of whom somebody has opened.
async function officer_of_privacy() {
  const { context, page } = await open(browser, {});
  await sign_in(page);
  const ask = (who, method, path, body) => who.evaluate(async ([how, where, what]) => {
    const session = await (await fetch('/api/v1/session')).json();
    const answer = await fetch(`/api/v1${where}`, {
      method: how, headers: { 'Content-Type': 'application/json', 'X-Genbo-CSRF': session.csrf, 'Idempotency-Key': crypto.randomUUID() },
      body: what ? JSON.stringify(what) : undefined });
    return answer.json();
  }, [method, path, body]);
  const made = await ask(page, 'POST', '/staff', { name: 'mihari', label: '守 真理', role: 'privacy_officer' });
  if (!made.one_time_password) throw new Error(`no account for the watch: ${JSON.stringify(made)}`);
  const hers = await open(browser, {});
  const account = { name: 'mihari', first: made.one_time_password, own: 'tsuki no ura no shiroi usagi' };
  await sign_in(hers.page, account.name, account.first, account.own);
  const planted = await ask(hers.page, 'POST', '/watch/honey', { count: 3, reason: '年に一度の見張り' });
  await page.goto(`${url}/customers/${planted.items[0].number}`);
  await page.locator('table').first().waitFor();
  for (let i = 0; i < 60 && (await ask(hers.page, 'GET', '/alerts')).items.length === 0; i++) await page.waitForTimeout(500);
  await context.close();
  await hers.context.close();
  return account;
}

// A model that has learned from verdicts, compared with the one in use.
async function taught() {
  const { context, page } = await open(browser, {});
  await sign_in(page);
  const number = await page.evaluate(async () => {
    const { csrf } = await (await fetch('/api/v1/session')).json();
    const send = (path, body, more = {}) => fetch(`/api/v1${path}`, {
      method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Genbo-CSRF': csrf, 'Idempotency-Key': crypto.randomUUID(), ...more },
      body: body && JSON.stringify(body) });
    const { items } = await (await fetch('/api/v1/reviews?limit=100')).json();
    let given = 0;
    for (const each of items.slice(0, 60)) {
      const shown = await fetch(`/api/v1/reviews/${each.id}`);
      if (!shown.ok) continue;
      const said = await send(`/reviews/${each.id}/verdict`, { verdict: each.bits > 3 ? 'same' : 'not_same', reason: '' }, { 'If-Match': shown.headers.get('ETag') });
      given += said.ok ? 1 : 0;
    }
    const made = await (await send('/models', { origin: 'verdicts' })).json();
    if (!made.number) throw new Error(`${given} verdicts taught nothing: ${JSON.stringify(made)}`);
    await send(`/models/${made.number}/diff`);
    for (let i = 0; i < 600; i++) {
      if ((await (await fetch('/api/v1/models')).json()).work?.state === 'done') break;
      await new Promise((done) => setTimeout(done, 100));
    }
    return made.number;
  });
  await context.close();
  return number;
}

async function models_tour(language, size) {
  const { context, page, troubles } = await open(browser, { language, viewport: sizes[size] });
  const shot = camera(page, language, size);
  await sign_in(page);
  await page.goto(`${url}/model`);
  await page.locator('main dl dd').first().waitFor();
  await shot('model', { full: true });
  const change = page.getByRole('button', { name: language === 'ja' ? 'このモデルに切り替える' : 'Switch to this model' });
  await change.click();
  await page.getByRole('dialog').getByRole('button').last().waitFor();
  await shot('model-switch');
  for (const each of troubles) problems.push(`${language}-${size}-model: ${each}`);
  await context.close();
}

async function watch_tour(language, size) {
  const { context, page, troubles } = await open(browser, { language, viewport: sizes[size] });
  const shot = camera(page, language, size);
  await sign_in(page, officer.name, officer.first, officer.own);
  await page.goto(`${url}/audit`);
  await page.locator('main li').first().waitFor();
  await shot('watch', { full: true });
  for (const each of troubles) problems.push(`${language}-${size}-watch: ${each}`);
  await context.close();
}

async function tour(language, size) {
  const { context, page, troubles } = await open(browser, { language, viewport: sizes[size] });
  const shot = camera(page, language, size);
  const go = (path) => page.goto(url + path);

  await go('/');
  await page.locator('input[name=username]').waitFor();
  await shot('sign-in');
  await sign_in(page);
  await go('/');
  await shot('home');

  await go('/imports');
  await shot('imports');
  await go('/imports/new');
  await shot('import-1-file');
  await page.locator('input[type=file]').setInputFiles({ name: '会員一覧.csv', mimeType: 'text/csv', buffer: Buffer.from(sample_csv(200)) });
  await page.locator('table').waitFor();
  await shot('import-2-reading');
  const next = page.locator('main button:not([type=button]), main button').filter({ hasNotText: /^$/ });
  await next.last().click();
  await page.locator('select').first().waitFor();
  await page.locator('main input').first().fill('web');
  await page.keyboard.press('Escape');
  await shot('import-3-columns', { full: true });
  await page.locator('main button').last().click();
  await page.locator('dl').first().waitFor();
  await shot('import-4-dry-run');
  await page.locator('main button').last().click();
  await page.waitForURL(/imports\/\d+$/);
  await page.locator('dl').first().waitFor();
  await page.waitForFunction(() => !document.querySelector('[role=progressbar]'));
  await shot('import-5-result');

  await go('/customers');
  await page.locator('[role=combobox]').fill(word);
  await page.locator('[role=option]').first().waitFor();
  await shot('search');
  const numbers = await page.locator('[role=option]').evaluateAll((all) => all.map((each) => ({ number: each.querySelector('.mono').textContent, text: each.textContent })));
  await page.locator('[role=combobox]').fill('watanabo');
  await page.locator('[role=option] [data-guess]').first().waitFor();
  await shot('search-close');
  const best = numbers.find((each) => /元データ [3-9]|[3-9] source records/.test(each.text)) ?? numbers[0];
  await go(`/customers/${best.number}`);
  await page.locator('table').first().waitFor();
  await shot('customer', { full: true });
  const tabs = page.locator('[role=tab]');
  await tabs.nth(1).click();
  await shot('customer-records', { full: true });
  await tabs.nth(2).click();
  await shot('customer-why', { full: size === 'narrow' });
  await tabs.first().click();
  if (size === 'wide') {
    await page.locator('main button').filter({ hasText: /統合する|Merge/ }).click();
    await page.locator('[role=dialog] textarea').waitFor();
    await page.waitForTimeout(350);
    await shot('customer-merge');
  }

  await page.locator('main button').filter({ hasText: /^消去$|^Erase$/ }).click();
  await page.locator('[role=dialog] dl').waitFor();
  await page.waitForTimeout(350);
  await shot('customer-erase');
  await go('/approvals');
  await shot('approvals');

  await go('/reviews');
  await settled(page);
  await shot('review', { full: size === 'narrow' });
  await go('/reviews/bulk');
  await page.locator('main form input').first().fill('-1');
  for (const box of await page.locator('main input[type=checkbox]').all()) await box.uncheck();
  await page.locator('main button[type=submit]').click();
  await page.locator('main table').waitFor();
  await shot('bulk', { full: size === 'narrow' });
  await go('/verdicts');
  await settled(page);
  await shot('verdicts');
  await go('/cleansing');
  await page.locator('main li').first().waitFor();
  await shot('cleansing');
  await go('/conflicts');
  await page.locator('main article').first().waitFor();
  await shot('conflicts', { full: size === 'narrow' });
  const contradicted = await page.locator('main article a').first().textContent();
  await go(`/customers/${contradicted}`);
  await page.locator('table').first().waitFor();
  await page.locator('[role=tab]').nth(3).click();
  await page.locator('main article').first().waitFor();
  await shot('customer-conflicts', { full: size === 'narrow' });
  await page.locator('[role=tab]').nth(4).click();
  await settled(page);
  await shot('customer-relations');
  await page.locator('main section button').last().click();
  await page.locator('[role=dialog] select').waitFor();
  await page.waitForTimeout(350);
  await shot('customer-relation-add');
  await go('/imports/reconcile');
  await page.locator('input[type=file]').setInputFiles({ name: '会員一覧.csv', mimeType: 'text/csv', buffer: Buffer.from(sample_csv(200)) });
  await page.locator('main select').selectOption('pos');
  await page.locator('main section button').first().click();
  await page.locator('main table').first().waitFor();
  await shot('reconcile', { full: size === 'narrow' });
  await go('/customers/new');
  const entry = page.locator('main form input');
  await entry.nth(0).fill(best.text.includes(word) ? word : '山田');
  await entry.nth(1).fill('花子');
  await entry.nth(4).fill('昭和60年4月1日');
  await entry.nth(7).fill('０９０－１２３');
  await page.locator('[role=status]').first().waitFor();
  await settled(page);
  await page.waitForTimeout(600);
  await shot('new-customer', { full: true });
  await go(`/customers/${best.number}`);
  await page.locator('table').first().waitFor();
  await page.locator('header button[data-purpose]').click();
  await page.locator('[role=menuitem][data-purpose=customer_care]').click();
  await page.locator('main button[aria-label]').filter({ hasText: '…' }).first().waitFor();
  await settled(page);
  await shot('customer-masked', { full: size === 'narrow' });
  await page.locator('main button[aria-label]').filter({ hasText: '…' }).first().click();
  await page.locator('[role=dialog] textarea').waitFor();
  await page.waitForTimeout(350);
  await shot('unmask');
  await page.keyboard.press('Escape');
  await go('/keys');
  await settled(page);
  await shot('keys', { full: size === 'narrow' });
  await go('/exports');
  await settled(page);
  await shot('exports', { full: size === 'narrow' });
  await go('/access');
  await settled(page);
  await shot('access');
  await go('/numbers');
  await page.locator('main input').first().fill(best.number);
  await page.locator('main button[type=submit]').first().click();
  await page.locator('[aria-live] strong').first().waitFor();
  await shot('numbers');
  await go('/staff');
  await page.locator('main table').waitFor();
  await shot('staff');
  await page.locator('main table button').first().click();
  await page.locator('[role=dialog] h3').first().waitFor();
  await page.waitForTimeout(350);
  await shot('staff-account');
  await go('/security');
  await page.locator('main table').waitFor();
  await shot('security', { full: true });
  for (const each of troubles) problems.push(`${language}-${size}: ${each}`);
  await context.close();
}
