// SPDX-License-Identifier: Apache-2.0
//
// A server under load, as a shop and a call centre see it: is this number a customer, who is this,
// show me the customer.  Latencies are taken at the client, over kept connections, first one request
// at a time (what one person waits for), then several at once (what many get).
//
//   const figures = await load(program, master, sampleRows, oneTimePassword);

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';

import { percentiles } from './measure.mjs';

// The load signs in with a password alone: no telephone here.  One person looks at more customers
// than any would: they are counted as ever, not stopped.
export function readyForLoad(config) {
    const text = readFileSync(config, 'utf8')
        .replace('[sign_in]\n', '[sign_in]\nsecond_factor = []\n')
        .replace('[access]\n', '[access]\ncustomers_per_hour = 0\ncustomers_per_day = 0\n');
    writeFileSync(config, text);
}

export const PASSWORD = 'four quiet words together';
const CLIENTS = 4;

// One signed-in person.
export class Client {
    constructor(port, connections) {
        this.port = port;
        // Given up before the server does: who calls into a closing connection is hung up on.
        this.agent = new Agent({ keepAlive: true, maxSockets: connections, timeout: 30_000 });
        this.headers = { host: `127.0.0.1:${port}` };
    }

    call(method, path, body) {
        const text = body === undefined ? '' : JSON.stringify(body);
        const headers = { ...this.headers, 'content-length': Buffer.byteLength(text) };
        if (text) headers['content-type'] = 'application/json';
        return new Promise((done, failed) => {
            const sent = request(
                { port: this.port, host: '127.0.0.1', method, path: `/api/v1${path}`, headers, agent: this.agent },
                (answer) => {
                    const parts = [];
                    answer.on('data', (part) => parts.push(part));
                    answer.on('end', () => {
                        const said = Buffer.concat(parts).toString();
                        if (answer.statusCode >= 300) failed(new Error(`${path}: ${answer.statusCode} ${said}`));
                        else done({ json: said ? JSON.parse(said) : {}, cookies: answer.headers['set-cookie'] ?? [] });
                    });
                });
            sent.on('error', failed);
            sent.end(text);
        });
    }

    enter(answer) {
        this.headers.cookie = answer.cookies.map((cookie) => cookie.split(';')[0]).join('; ');
        this.headers['x-genbo-csrf'] = answer.json.csrf;
    }

    async signIn(oneTimePassword) {
        this.enter(await this.call('POST', '/session', { name: 'admin', password: oneTimePassword }));
        this.enter(await this.call('POST', '/session/password', { current: oneTimePassword, next: PASSWORD }));
    }

    close() {
        this.agent.destroy();
    }
}

export async function serve(program, master) {
    // Below the ports that the system lends to clients.
    const port = 20000 + Math.floor(Math.random() * 12000);
    const begun = performance.now();
    const child = spawn(program, ['serve', '--dir', master, '--port', String(port)], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    await new Promise((done, failed) => {
        child.stdout.on('data', (data) => (said += data).includes('http://') && done());
        child.stderr.on('data', (data) => (said += data));
        child.on('exit', (code) => failed(new Error(`serve: exit ${code} ${said}`)));
    });
    child.removeAllListeners('exit');
    return { child, port, ready_s: (performance.now() - begun) / 1000 };
}

export function peakMegabytes(pid) {
    const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return Number(line[1]) / 1024;
}

// Each job once, `clients` at a time.
async function measure(jobs, clients) {
    const samples = [];
    let next = 0;
    const begun = performance.now();
    await Promise.all(Array.from({ length: clients }, async () => {
        while (next < jobs.length) {
            const job = jobs[next++];
            const start = performance.now();
            await job();
            samples.push(performance.now() - start);
        }
    }));
    const seconds = (performance.now() - begun) / 1000;
    return { ...percentiles(samples), per_second: samples.length / seconds };
}

// What people type, by kind; from rows of the imported file, so that most of it finds somebody.
function searches(rows) {
    const column = (name) => rows.map((row) => row[name]).filter((value) => value);
    return {
        name: column('氏名'), kana: column('フリガナ'), phone: column('電話番号'), email: column('メール'),
        address: column('住所'), surname: column('氏名').map((name) => name.split(/[\s　]/)[0]).filter((name) => name.length > 1),
    };
}

// What stands in a form for a new customer, from a row of the file: somebody who is there already.
const FORM = { 氏名: 'name_full', フリガナ: 'kana_full', 生年月日: 'birth_date', 郵便番号: 'postal_code', 住所: 'address_full', 電話番号: 'phone' };
const form = (row) => ({
    values: Object.entries(FORM).filter(([column]) => row[column]).map(([column, field]) => ({ field, raw: row[column] })),
});

export async function load(program, master, rows, oneTimePassword, perKind) {
    const { child, port, ready_s } = await serve(program, master);
    try {
        const client = new Client(port, CLIENTS);
        await client.signIn(oneTimePassword);
        const find = (text) => client.call('POST', '/customers/search', { text, limit: 20 });
        const kinds = Object.entries(searches(rows));
        const numbers = [];
        for (const text of searches(rows).phone.slice(0, perKind))
            numbers.push(...(await find(text)).json.items.slice(0, 1).map((hit) => hit.number));
        const jobs = {
            'number check': numbers.map((number) => () => client.call('POST', '/numbers/check', { text: number })),
            'customer page': numbers.map((number) => () => client.call('GET', `/customers/${number}`)),
        };
        jobs['duplicate warning'] = rows.slice(0, perKind).map((row) => () => client.call('POST', '/resolve', form(row)));
        for (const [kind, texts] of kinds)
            jobs[`search by ${kind}`] = texts.slice(0, perKind).map((text) => () => find(text));
        const figures = {};
        for (const [name, work] of Object.entries(jobs))
            figures[name] = { alone: await measure(work, 1), together: await measure(work, CLIENTS) };
        const mixed = kinds.flatMap(([kind]) => jobs[`search by ${kind}`].slice(0, Math.ceil(perKind / kinds.length)));
        figures.search = { alone: await measure(mixed, 1), together: await measure(mixed, CLIENTS) };
        client.close();
        return { ready_s, peak_mb: peakMegabytes(child.pid), clients: CLIENTS, figures };
    } finally {
        child.kill('SIGTERM');
        if (child.exitCode === null) await once(child, 'exit');
    }
}
