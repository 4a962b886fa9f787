// SPDX-License-Identifier: Apache-2.0
//
// A master of made-up people and a server of its own, for programs that ask it much.
//
//   const house = await openHouse(program, 'fuzz');
//   const got = await house.send({ method: 'GET', path: '/healthz' });    {status, headers, body}
//   const session = await house.signIn('admin', house.password);    {cookie, csrf}
//   const exit = await house.close();
//
// No role has to set up a second factor here, since the requests are about everything else.

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// The lasting one, chosen at the first sign-in.
export const PASSWORD = 'Umibe-no 7 hiki kamome';

export const cookieOf = (got) => (got.headers['set-cookie'] ?? []).map((line) => line.split(';')[0])
    .filter((pair) => /genbo_session\w*=/.test(pair)).join('');

export async function openHouse(program, name) {
    const folder = mkdtempSync(join(tmpdir(), `genbo-${name}-`));
    const run = (...args) => {
        const done = spawnSync(program, args, { encoding: 'utf8', cwd: folder, maxBuffer: 1 << 26 });
        if (done.status !== 0) throw new Error(`genbo ${args.join(' ')}: ${done.stdout.slice(-300)}${done.stderr.slice(-300)}`);
        return done.stdout;
    };
    run('demo', '--persons', '150', '--seed', '7', 'sample');
    const password = JSON.parse(run('--json', 'init', 'm')).one_time_password;
    const settings = join(folder, 'm', 'genbo.toml');
    writeFileSync(settings, readFileSync(settings, 'utf8').replace(/^#second_factor = .*$/m, 'second_factor = []'));
    for (const source of ['ec', 'pos']) run('--json', 'import', '--dir', 'm', '--source', source, `sample/${source}.csv`);

    const server = spawn(program, ['serve', '--dir', 'm', '--port', '0'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    process.on('exit', () => server.kill('SIGKILL'));
    const house = { password, log: '', base: undefined };
    server.stderr.on('data', (bytes) => { house.log += bytes; });
    house.base = await new Promise((found, failed) => {
        let said = '';
        server.stdout.on('data', (bytes) => {
            said += bytes;
            const at = /http:\/\/[\w.]+:\d+/.exec(said);
            if (at) found(new URL(at[0]));
        });
        server.on('exit', (code) => failed(new Error(`the server ended at once (${code}) ${house.log.slice(-300)}`)));
    });
    const agent = new Agent({ keepAlive: true, maxSockets: 4 });
    house.send = (asked) => send(agent, house.base, asked);
    house.signIn = (who, word) => signIn(house, who, word);
    house.close = async () => {
        const ended = new Promise((done) => server.once('exit', (code, signal) => done(code ?? signal)));
        server.kill('SIGTERM');
        const exit = await ended;
        rmSync(folder, { recursive: true, force: true });
        return exit;
    };
    return house;
}

function send(agent, base, { method, path, headers = {}, body }) {
    return new Promise((answered, failed) => {
        const content = body === undefined ? undefined : Buffer.from(body);
        const asked = request({
            agent, host: base.hostname, port: base.port, method, path, timeout: 60_000,
            headers: { ...(content === undefined ? {} : { 'Content-Length': content.length }), ...headers } }, (got) => {
            const pieces = [];
            got.on('data', (piece) => pieces.push(piece));
            got.on('error', failed);
            got.on('end', () => answered({ status: got.statusCode, headers: got.headers, body: Buffer.concat(pieces).toString() }));
        });
        asked.on('timeout', () => asked.destroy(new Error('no answer within 60 s')));
        asked.on('error', failed);
        asked.end(content);
    });
}

// A password that was handed out is changed to PASSWORD.
async function signIn(house, name, password) {
    const json = (path, headers, value) => house.send({
        method: 'POST', path, headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(value) });
    for (;;) {
        const got = await json('/api/v1/session', {}, { name, password });
        if (got.status === 429 || got.status === 503) {
            await new Promise((wake) => setTimeout(wake, 1000 * Number(got.headers['retry-after'] ?? 1)));
            continue;
        }
        if (got.status !== 200) throw new Error(`${name}: ${got.status} ${got.body}`);
        const session = { cookie: cookieOf(got), csrf: JSON.parse(got.body).csrf };
        if (!JSON.parse(got.body).must_change_password) return session;
        const changed = await json('/api/v1/session/password', { Cookie: session.cookie, 'X-Genbo-CSRF': session.csrf },
            { current: password, next: PASSWORD });
        if (changed.status !== 200) throw new Error(`new password of ${name}: ${changed.body}`);
        return { cookie: cookieOf(changed) || session.cookie, csrf: JSON.parse(changed.body).csrf };
    }
}
