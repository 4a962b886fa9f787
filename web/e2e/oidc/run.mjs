// SPDX-License-Identifier: Apache-2.0
// Signing in through a real OpenID provider (npm oidc-provider), in Debian's Chromium: an account is
// linked, opens the console, and opens it no more once the link is given up.
//
//   npm ci && node run.mjs PROGRAM
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { Provider } from 'oidc-provider';

const genbo = resolve(process.argv[2]);
const free_port = () => new Promise((done) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address();
    probe.close(() => done(port));
  });
});
const [console_port, provider_port] = [await free_port(), await free_port()];
const url = `http://127.0.0.1:${console_port}`;
const issuer = `http://127.0.0.1:${provider_port}`;

const secret = 'a word between two houses';
const provider = new Provider(issuer, {
  clients: [{
    client_id: 'genbo', client_secret: secret, redirect_uris: [`${url}/oidc/callback`],
    grant_types: ['authorization_code'], response_types: ['code'],
  }],
  pkce: { required: () => true, methods: ['S256'] },
  cookies: { keys: ['only for this test'] },
});
const house = provider.listen(provider_port, '127.0.0.1');

const folder = mkdtempSync(join(tmpdir(), 'genbo-oidc-'));
const master = join(folder, 'master');
const made = JSON.parse(execFileSync(genbo, ['--json', 'init', master], { encoding: 'utf8' }));
const config = join(master, 'genbo.toml');
writeFileSync(join(master, 'oidc.secret'), `${secret}\n`, { mode: 0o600 });
writeFileSync(config, readFileSync(config, 'utf8')
  .replace('[sign_in]\n', '[sign_in]\nsecond_factor = []\n')
  .replace('[oidc]\n', `[oidc]\nissuer = "${issuer}"\nclient_id = "genbo"\nsecret_file = "oidc.secret"\nlabel = "社員証"\n`));
const server = spawn(genbo, ['serve', '--dir', master, '--port', String(console_port)], { stdio: ['ignore', 'pipe', 'inherit'] });
process.on('exit', () => {
  server.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});
await new Promise((done, failed) => {
  server.stdout.on('data', (bytes) => String(bytes).includes('http://') && done());
  server.on('exit', (code) => failed(new Error(`the server ended at once (${code})`)));
});
process.env.GENBO_URL = url;
process.env.GENBO_ADMIN_PASSWORD = made.one_time_password;
const { launch, open, sign_in } = await import('../browser.mjs');

const browser = await launch();
const { page } = await open(browser);
const signed_in = () => page.evaluate(async () => (await fetch('/api/v1/home')).status);

// What the provider asks a person: who they are, and whether we may know.
async function at_the_provider(login) {
  await page.waitForURL(`${issuer}/**`);
  await page.locator('input[name=login]').fill(login);
  await page.locator('input[name=password]').fill('anything');
  await page.locator('button[type=submit]').click();
  await page.locator('form button[type=submit]').click();
}

await sign_in(page);
await page.goto(`${url}/security`);
await page.getByRole('button', { name: 'つなぐ', exact: true }).click();
await at_the_provider('taro');
await page.waitForURL(`${url}/security`);
await page.getByRole('button', { name: 'つながりを外す' }).waitFor();
console.log('ok    an account of the provider is linked');

await page.getByRole('button', { name: /アカウント/ }).click();
await page.getByRole('menuitem', { name: 'ログアウト' }).click();
await page.getByRole('button', { name: '社員証でログイン' }).click();
await page.getByRole('heading', { name: '今日の仕事' }).waitFor();
assert.equal(await signed_in(), 200);
assert.equal(new URL(page.url()).search, '');
console.log('ok    it opens the console, and nothing of it stays in the address');

// Somebody else of the same provider.
const other = await open(browser);
await other.page.goto(url);
await other.page.getByRole('button', { name: '社員証でログイン' }).click();
await other.page.waitForURL(`${issuer}/**`);
await other.page.locator('input[name=login]').fill('jiro');
await other.page.locator('input[name=password]').fill('anything');
await other.page.locator('button[type=submit]').click();
await other.page.locator('form button[type=submit]').click();
await other.page.getByText('まだつながっていません').first().waitFor();
assert.equal(await other.page.evaluate(async () => (await fetch('/api/v1/home')).status), 401);
console.log('ok    who is not linked is not let in');

// An answer that was not asked for in this browser.
await other.page.goto(`${url}/oidc/callback?code=abc&state=def`);
await other.page.getByRole('alert').waitFor();
assert.equal(await other.page.evaluate(async () => (await fetch('/api/v1/home')).status), 401);
console.log('ok    a made-up answer is refused');

await page.goto(`${url}/security`);
await page.getByRole('button', { name: 'つながりを外す' }).click();
await page.getByRole('button', { name: 'つなぐ', exact: true }).waitFor();
await page.getByRole('button', { name: /アカウント/ }).click();
await page.getByRole('menuitem', { name: 'ログアウト' }).click();
await page.getByRole('button', { name: '社員証でログイン' }).click();
await page.getByText('まだつながっていません').first().waitFor();
console.log('ok    a link that was given up opens nothing');

await browser.close();
house.close();
house.closeAllConnections();
server.kill('SIGTERM');
await new Promise((done) => server.once('exit', done));
console.log('5 passed');
process.exit(0);
