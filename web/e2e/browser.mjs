// SPDX-License-Identifier: Apache-2.0
// What the browser tests and the screenshots share: Debian's Chromium, the first sign-in, and three
// watchers that must stay silent (page errors, policy violations, serious accessibility findings).
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { chromium } from 'playwright-core';

const require = createRequire(import.meta.url);
const axe_source = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export const url = process.env.GENBO_URL ?? 'http://127.0.0.1:8787';
export const admin = process.env.GENBO_ADMIN_NAME ?? 'admin';
export const first_password = process.env.GENBO_ADMIN_PASSWORD ?? '';
export const own_password = process.env.GENBO_OWN_PASSWORD ?? 'four quiet words together';

export const wide = { width: 1360, height: 860 };
export const narrow = { width: 390, height: 844 };

export async function launch() {
  return chromium.launch({
    executablePath: process.env.GENBO_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--font-render-hinting=none',
    ],
  });
}

export async function open(browser, { language = 'ja', viewport = wide } = {}) {
  const context = await browser.newContext({ viewport, locale: language === 'ja' ? 'ja-JP' : 'en-GB', timezoneId: 'Asia/Tokyo', acceptDownloads: true });
  await context.addInitScript((chosen) => {
    localStorage.setItem('genbo.language', chosen);
    addEventListener('securitypolicyviolation', (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
  }, language);
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const troubles = [];
  page.on('pageerror', (error) => troubles.push(`page error: ${error.message}`));
  page.on('console', (message) => {
    // The browser itself notes every 4xx answer; those are the server's to give.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) troubles.push(message.text());
  });
  return { context, page, troubles };
}

// Fills in the form and answers with the status that the server gave.
export async function enter(page, name, password) {
  await page.locator('input[name=username]').fill(name);
  await page.locator('input[name=password]').fill(password);
  const [answer] = await Promise.all([
    page.waitForResponse((each) => each.url().endsWith('/session') && each.request().method() === 'POST'),
    page.keyboard.press('Enter'),
  ]);
  return answer.status();
}

// The telephone of the tests: a seed, the half-minute whose code was used last, and recovery codes.
export class Telephone {
  last = 0;
  recovery = [];

  constructor(secret) {
    let bits = '';
    for (const letter of secret.replace(/\s/g, '')) bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0');
    this.seed = Buffer.from(bits.match(/.{8}/g).map((each) => parseInt(each, 2)));
  }

  code_of(step) {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(step));
    const tag = createHmac('sha1', this.seed).update(counter).digest();
    return String((tag.readUInt32BE(tag.at(-1) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
  }

  // A code that was not used: of this half-minute or the next one; after that it takes patience.
  async code() {
    const now = () => Math.floor(Date.now() / 30_000);
    while (this.last > now()) await new Promise((done) => setTimeout(done, 250));
    this.last = Math.max(this.last + 1, now());
    return this.code_of(this.last);
  }
}

export const telephones = new Map();

// Sets up an authenticator app on the screen that shows the QR code, and keeps the recovery codes.
export async function set_up_app(page, name) {
  const telephone = new Telephone(await page.locator('code[data-secret]').textContent());
  await page.locator('input[name=code]').fill(await telephone.code());
  await page.locator('form button[type=submit]').last().click();
  await page.getByRole('button', { name: /控えました|I have kept them/ }).waitFor();
  telephone.recovery = await page.locator('ul li').filter({ hasText: /^[A-Z2-9]{5}(-[A-Z2-9]{5}){4}$/ }).allTextContents();
  telephones.set(name, telephone);
  return telephone;
}

// The second step of signing in: a code, or a recovery code where a new one would take a while.
export async function second_step(page, name) {
  const telephone = telephones.get(name);
  const soon = telephone.last <= Math.floor(Date.now() / 30_000);
  if (!soon && telephone.recovery.length > 0) {
    await page.getByRole('button', { name: /回復コードを使う|use a recovery code/ }).click();
    await page.locator('input[name=recovery]').fill(telephone.recovery.pop());
  } else await page.locator('input[name=code]').fill(await telephone.code());
  await page.keyboard.press('Enter');
}

// Signs in with the own password; on the very first visit with the one-time one, which is changed.
export async function sign_in(page, name = admin, first = first_password, own = own_password) {
  await page.goto(url);
  await page.locator('input[name=username]').waitFor();
  if (await enter(page, name, own) !== 200) await enter(page, name, first);
  await page.locator('nav a, input[name=next], input[name=code]').first().waitFor();
  if (await page.locator('input[name=next]').count()) {
    await page.locator('input[name=current]').fill(first);
    await page.locator('input[name=next]').fill(own);
    await page.locator('input[name=again]').fill(own);
    await page.locator('button[type=submit]').click();
    await page.locator('nav a, code[data-secret]').first().waitFor({ state: 'attached' });
  }
  if (await page.locator('code[data-secret]').count()) {
    await set_up_app(page, name);
    await page.getByRole('button', { name: /控えました|I have kept them/ }).click();
  } else if (await page.locator('input[name=code]').count()) await second_step(page, name);
  await page.locator('nav a').first().waitFor();
}

// Serious and critical findings on the page as it is now.  Evaluated through the debugger, which the
// page's script policy does not touch.
export async function accessibility(page) {
  await page.evaluate(axe_source);
  const found = await page.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document, { resultTypes: ['violations'] });
    return violations
      .filter((each) => each.impact === 'critical' || each.impact === 'serious')
      .map((each) => ({ id: each.id, impact: each.impact, nodes: each.nodes.slice(0, 4).map((node) => `${node.html.slice(0, 160)} ${node.failureSummary?.split('\n')[1] ?? ''}`) }));
  });
  return found;
}

export async function overflow(page) {
  return page.evaluate(() => {
    const wide = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= wide) return [];
    return [...document.querySelectorAll('body *')]
      .filter((each) => each.getBoundingClientRect().right > wide + 1)
      .slice(0, 5).map((each) => `${each.tagName}.${each.className} ${Math.round(each.getBoundingClientRect().right)}`);
  });
}

export async function settled(page) {
  await page.waitForLoadState('networkidle', { timeout: 5_000 }).catch(() => {});
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' }).catch(() => {});
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(250);
}

// A messy but lawful file of made-up people, new at every call.
export function sample_csv(rows, seed = Date.now() % 100_000) {
  const surnames = ['渡邊', '斉藤', '髙橋', '山﨑', '佐藤', '鈴木', '伊藤', '小林'];
  const given = ['美咲', '健一', '花子', '大輔', '陽菜', '翔太', '由美', '拓海'];
  const lines = ['会員番号,氏名,フリガナ,郵便番号,住所,電話,メール,生年月日,備考'];
  for (let i = 0; i < rows; i++) {
    const at = seed * 7 + i;
    const name = `${surnames[at % 8]} ${given[(at >> 3) % 8]}`;
    const phone = `090-${String(1000 + (at * 13) % 9000)}-${String(1000 + (at * 29) % 9000)}`;
    const card = i === 3 ? '4111111111111111' : '';
    lines.push(`E${seed}-${i},${name},,150-000${i % 10},東京都渋谷区神宮前${(i % 6) + 1}-${(i % 20) + 1}-3,${phone},e${at}@example.jp,S${50 + (i % 13)}.${(i % 12) + 1}.${(i % 28) + 1},${card}`);
  }
  return lines.join('\r\n') + '\r\n';
}
