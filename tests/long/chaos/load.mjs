// SPDX-License-Identifier: Apache-2.0
//
// What people do at the nodes while the files come in, over HTTP: they sign in, search, reserve numbers,
// answer reviews, merge and split, and upload files.  Every changing call has an Idempotency-Key; who
// hears no answer asks again under the same key, mostly at another node, until there is one.  Everything
// that was answered is kept for the checks.

import { Agent, request as httpRequest } from 'node:http';
import { readFileSync } from 'node:fs';

import { sleep } from './chance.mjs';

const PASSWORD = 'unbent by weather 4711';
const NO_ANSWER_AFTER = 90_000;
// "Not now": the same request may be sent again.
const NOT_NOW = new Set([429, 502, 503, 504]);

export class Load {
    counts = {
        requests: 0, noAnswer: 0, notNow: 0, running: 0, replayed: 0, twice: 0, signIns: 0, searches: 0, emptySearches: 0, reservations: 0,
        verdicts: 0, merges: 0, splits: 0, refused: 0, uploads: 0 };
    reservations = [];     // { owner, size, numbers }
    verdicts = [];         // { left, right, verdict, status }
    known = [];            // { text, key }: who must be found from now on.
    pairs = new Set();
    stopped = false;
    keys = 0;

    constructor(house, chance) {
        this.house = house;
        this.chance = chance;
        this.agents = house.nodes.map(() => new Agent({ keepAlive: true, maxSockets: 8 }));
    }

    // --- One request

    // { status, headers, body }, or nothing when no answer came.
    ask(node, method, path, { body, headers = {}, session = this.session } = {}) {
        this.counts.requests += 1;
        if (path === '/numbers') this.tellReservation(node);
        const bytes = body === undefined ? undefined : Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
        const type = Buffer.isBuffer(body) ? 'application/octet-stream' : 'application/json';
        const all = {
            ...(bytes ? { 'Content-Type': type, 'Content-Length': bytes.length } : {}),
            ...(session ? { Cookie: session.cookie, 'X-Genbo-CSRF': session.csrf } : {}),
            ...headers,
        };
        return new Promise((done) => {
            const nothing = () => {
                this.counts.noAnswer += 1;
                done(undefined);
            };
            const sent = httpRequest({
                host: '127.0.0.1', port: node.port, method, path: `/api/v1${path}`, headers: all, agent: this.agents[node.index],
                timeout: NO_ANSWER_AFTER,
            }, (response) => {
                const parts = [];
                response.on('data', (data) => parts.push(data));
                response.on('aborted', nothing);
                response.on('end', () => {
                    const text = Buffer.concat(parts).toString();
                    let json;
                    try {
                        json = text === '' ? undefined : JSON.parse(text);
                    } catch {
                        json = undefined;
                    }
                    const answer = { status: response.statusCode, headers: response.headers, body: json, text };
                    this.look(node, method, path, answer);
                    done(answer);
                });
            });
            sent.on('timeout', () => sent.destroy());
            sent.on('error', nothing);
            if (bytes) sent.write(bytes);
            sent.end();
        });
    }

    // The node that the next reservation is sent to.
    nextReservation() {
        return new Promise((done) => {
            this.onReservation = done;
        });
    }

    tellReservation(node) {
        const { onReservation } = this;
        this.onReservation = undefined;
        onReservation?.(node);
    }

    // Whatever happens to the database, these are no answers.
    look(node, method, path, { status, body }) {
        if (NOT_NOW.has(status)) this.counts.notNow += 1;
        const bad = status >= 500 ? status !== 503 : status === 401 || status === 403 || status === 400;
        if (bad) this.house.broken(`${method} ${path} at node ${node.index}: ${status} ${body?.code ?? ''}`);
    }

    node() {
        return this.chance.of(this.house.nodes);
    }

    // Asks until an answer says more than "not now", each time somewhere.
    async insist(method, path, options = {}) {
        for (let attempt = 0; ; attempt += 1) {
            const answer = await this.ask(options.at && attempt === 0 ? options.at : this.node(), method, path, options);
            const running = answer?.status === 409 && answer.body?.code === 'server.request_running';
            if (running) this.counts.running += 1;
            if (answer && !NOT_NOW.has(answer.status) && !running) return { ...answer, attempts: attempt + 1 };
            await sleep(this.chance.between(100, 1500));
        }
    }

    // A change under a key, sometimes asked for once more: the answer is the same one.
    async change(method, path, options = {}) {
        this.keys += 1;
        const key = options.key ?? `chaos-${this.keys}-${this.chance.below(1e9)}`;
        const headers = { ...options.headers, 'Idempotency-Key': key };
        // Sometimes both at once: somebody clicked twice, and the clicks went to two nodes.
        const [first, twin] = await Promise.all(
            Array.from({ length: this.chance.happens(0.15) ? 2 : 1 }, () => this.insist(method, path, { ...options, headers })));
        if (twin) {
            this.counts.twice += 1;
            this.compare(method, path, first, twin);
        }
        if (first.status >= 200 && first.status < 300 && this.chance.happens(0.25)) {
            const again = await this.insist(method, path, { ...options, headers });
            this.counts.replayed += 1;
            this.compare(method, path, first, again);
        }
        if (first.status >= 400) this.counts.refused += 1;
        return first;
    }

    compare(method, path, first, again) {
        if (again.status !== first.status || again.text !== first.text)
            this.house.broken(`${method} ${path} answered ${first.status} ${first.body?.code ?? ''}, and then ${again.status} ${again.body?.code ?? ''}`);
    }

    // --- What people do

    async signIn(password = PASSWORD) {
        const answer = await this.insist('POST', '/session', { body: { name: 'admin', password }, session: null });
        if (answer.status !== 200) throw new Error(`sign-in: ${answer.status} ${answer.text}`);
        this.counts.signIns += 1;
        return { cookie: answer.headers['set-cookie'][0].split(';')[0], csrf: answer.body.csrf };
    }

    async open() {
        this.session = await this.signIn(this.house.password);
        const answer = await this.insist('POST', '/session/password', { body: { current: this.house.password, next: PASSWORD } });
        if (answer.status !== 200) throw new Error(`password: ${answer.status} ${answer.text}`);
        this.session = { cookie: answer.headers['set-cookie'][0].split(';')[0], csrf: answer.body.csrf };
    }

    async comeAndGo() {
        const session = await this.signIn();
        const answer = await this.insist('GET', '/session', { session });
        if (answer.status !== 200) this.house.broken(`a session of one node is ${answer.status} at another`);
        await this.insist('DELETE', '/session', { session });
    }

    async reserve() {
        const owner = `shop-${this.reservations.length}`;
        const size = 1 + this.chance.below(5);
        const entry = { owner, size, numbers: undefined, attempts: 0 };
        this.reservations.push(entry);
        const answer = await this.change('POST', '/numbers', { body: { kind: 'reserve', block_size: size, owner } });
        entry.attempts = answer.attempts;
        entry.status = answer.status;
        if (answer.status === 201) entry.numbers = answer.body.numbers.map((number) => number.replaceAll('-', ''));
        else this.house.broken(`a reservation was answered ${answer.status} ${answer.body?.code}`);
        this.counts.reservations += 1;
    }

    // Who was imported is found.
    async search() {
        this.counts.searches += 1;
        if (this.known.length === 0) return undefined;
        const { text, key } = this.chance.of(this.known);
        const answer = await this.insist('POST', '/customers/search', { body: { text, limit: 20 } });
        if (answer.status !== 200) return undefined;
        if (answer.body.items.length === 0) {
            this.counts.emptySearches += 1;
            this.house.broken(`nobody is found for what record ${key} says`);
        }
        return answer.body.items;
    }

    async customer(number) {
        const answer = await this.insist('GET', `/customers/${number}`);
        return answer.status === 200 ? answer : undefined;
    }

    // Of two records that nobody has been asked about before.
    async decide() {
        const page = await this.insist('GET', '/reviews?limit=20');
        if (page.status !== 200) return;
        const review = this.chance.shuffled(page.body.items).find(({ id }) => !this.pairs.has(id));
        if (!review) return;
        this.pairs.add(review.id);
        const seen = await this.insist('GET', `/reviews/${review.id}`);
        if (seen.status !== 200) return;
        const verdict = this.chance.of(['same', 'not_same', 'later']);
        const answer = await this.change('POST', `/reviews/${review.id}/verdict`, {
            body: { verdict, reason: 'chaos' }, headers: { 'If-Match': `"${seen.body.version}"` } });
        this.verdicts.push({ id: review.id, verdict, status: answer.status, attempts: answer.attempts });
        this.counts.verdicts += 1;
    }

    async merge() {
        const found = [(await this.search())?.[0], (await this.search())?.[0]].filter(Boolean);
        if (found.length < 2 || found[0].number === found[1].number) return;
        const seen = await this.customer(found[0].number);
        if (!seen) return;
        await this.change('POST', `/customers/${found[0].number}/merge`, {
            body: { other: found[1].number, reason: 'chaos' }, headers: { 'If-Match': seen.headers.etag } });
        this.counts.merges += 1;
    }

    async split() {
        const found = (await this.search())?.find(({ members }) => members > 1);
        const seen = found && await this.customer(found.number);
        if (!seen || seen.body.members.length < 2) return;
        const going = this.chance.of(seen.body.members).record_id;
        await this.change('POST', `/customers/${found.number}/split`, {
            body: { record_ids: [going], reason: 'chaos' }, headers: { 'If-Match': seen.headers.etag } });
        this.counts.splits += 1;
    }

    // A file by way of three nodes: one takes it, one imports it, others are asked how it goes.  Answers
    // whether it was imported.
    async upload(job) {
        const file = readFileSync(job.path);
        const uploaded = await this.insist('POST', '/uploads', {
            body: file, headers: { 'X-Genbo-File-Name': 'upload.csv' } });
        if (uploaded.status !== 201) return false;
        const begun = await this.change('POST', '/imports', {
            body: { upload_id: uploaded.body.upload_id, source: job.source, dry_run: false } });
        if (begun.status !== 202) return false;
        this.counts.uploads += 1;
        for (;;) {
            await sleep(300);
            const seen = await this.insist('GET', `/imports/${begun.body.id}`);
            if (seen.status !== 200) {
                this.house.broken(`import ${begun.body.id} was accepted and is ${seen.status}`);
                return false;
            }
            if (seen.body.state === 'done') return true;
            if (seen.body.state !== 'running') break;
        }
        // Its node may only have been silent: not before the database says so can nothing more come.
        await this.house.over(begun.body.id);
        return false;
    }

    // --- All of it, all the time

    async work() {
        const actions = {
            reserve: [6, () => this.reserve()], search: [6, () => this.search()], decide: [2, () => this.decide()],
            merge: [1, () => this.merge()], split: [1, () => this.split()], comeAndGo: [0.3, () => this.comeAndGo()] };
        const weights = Object.fromEntries(Object.entries(actions).map(([name, [weight]]) => [name, weight]));
        while (!this.stopped) {
            await actions[this.chance.weighted(weights)][1]();
            await sleep(this.chance.between(20, 250));
        }
    }

    start(workers) {
        this.workers = Array.from({ length: workers }, () => this.work().catch((error) => this.house.broken(error.stack)));
    }

    async stop() {
        this.stopped = true;
        await Promise.all(this.workers);
        for (const agent of this.agents) agent.destroy();
    }
}
