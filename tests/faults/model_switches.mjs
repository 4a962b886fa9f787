// SPDX-License-Identifier: Apache-2.0
//
// kill -9 at random moments of a switch to another match model and of the switch back, in a server and
// in `genbo model activate`; on a folder, and on PostgreSQL, where every fifth time the database server
// crashes instead and the program goes on.
//   node model_switches.mjs PROGRAM [KILLS=20] [sqlite|postgresql]     on each store, or on that one
//
// After each: every record belongs to whom the one model says or to whom the other says, all of them to
// the same; the model in force is that one, and as many pairs wait for review as it finds; a switch that
// was not made left no move, one that was made left all of them; the doctor is content; on PostgreSQL so
// are the statements of the chaos test that look at tables and index.  Then somebody new is entered.
// At the end a switch and a switch back without any kill lead where they led before the first one, and the
// folder's backup restores to the same register.

import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

import { at, fault, folder, genbo, House, must, program, settle, sleep, sql, wanted } from './common.mjs';
import { restoresToTheSame } from './imports.mjs';
import { ALWAYS } from '../long/chaos/checks.mjs';
import { Postgres } from '../long/chaos/postgres.mjs';

const PERSONS = 5000;
const PASSWORD = 'eight calm words in one row';
const [SHIPPED, RULES] = [1, 2];
const SILENCE_US = 61_000_000;  // A shared master waits so long for a node that may be dead.

// Where the facts are, and how one asks them past the program.
class Folder {
    name = 'sqlite';

    async make() {
        mkdirSync(at('place'));
        return genbo(['init', 'sqlite'], { dir: null }).one_time_password;
    }

    // Of a copy, so that the program itself has to recover from what the kill left.
    async rows(statement) {
        rmSync(at('look'), { recursive: true, force: true });
        cpSync(at('sqlite'), at('look'), { recursive: true });
        return sql(at('look', 'genbo.db'), statement);
    }

    async check() {
        must((await this.rows('PRAGMA integrity_check'))[0].integrity_check === 'ok', 'the pages are not sound');
    }

    async forgetTheDead() {}
    async end() {}
}

class Shared {
    name = 'postgresql';

    async make() {
        this.server = await Postgres.start();
        process.once('exit', () => this.server.abandon());
        await this.server.sql('postgres', 'CREATE DATABASE genbo');
        await this.server.sql('genbo', 'GRANT ALL ON SCHEMA public TO genbo');
        return genbo(['init', 'postgresql', '--database', this.server.url('genbo')], { dir: null }).one_time_password;
    }

    rows(statement) {
        return this.server.rows('genbo', statement);
    }

    async check() {
        await this.server.sql('genbo', 'ANALYZE');
        for (const [name, statement] of Object.entries(ALWAYS)) {
            if (statement.includes('chaos.')) continue;
            const wrong = await this.rows(statement);
            must(wrong.length === 0, `${name}: ${JSON.stringify(wrong).slice(0, 300)}`);
        }
    }

    // Not waited for each time: the last word of the dead node becomes an old one.
    async forgetTheDead() {
        await this.server.sql('genbo', `UPDATE note SET at = at - ${SILENCE_US} WHERE name = 'model.work'`);
    }

    async end() {
        await this.server.stop();
    }
}

function makeRows() {
    genbo(['demo', 'demo', '--one-file', '--persons', String(PERSONS), '--seed', '5'], { dir: null });
    return readFileSync(at('demo', 'one.csv'), 'utf8').trimEnd().split('\n').length - 1;
}

class Switches {
    constructor(store, rows, counts) {
        this.store = store;
        this.base = rows;
        this.counts = counts;
        this.entered = 0;
        this.flips = 0;
        this.pictures = new Map();
        this.reviews = new Map();
    }

    // Who belongs to whom, under which number, by which model; those who were entered meanwhile aside.
    async look() {
        const members = await this.store.rows(`SELECT r.record_id AS record, n.text AS number FROM record r
            JOIN number n ON n.number_id = r.customer WHERE r.record_id <= ${this.base} ORDER BY 1`);
        must(members.length === this.base, `${members.length} records of ${this.base} have a customer`);
        const [{ value }] = await this.store.rows(`SELECT value FROM setting WHERE name = 'model.active'`);
        const [{ moves }] = await this.store.rows(`SELECT count(*) AS moves FROM move WHERE cause = 'model'`);
        return { model: Number(value), moves, text: JSON.stringify(members) };
    }

    async prepare() {
        const dir = this.store.name;
        const password = await this.store.make();
        const path = at(dir, 'genbo.toml');
        let settings = readFileSync(path, 'utf8').replace(/^#second_factor = .*$/m, 'second_factor = []');
        if (dir === 'sqlite') settings = settings.replace('#to = []', `to = ["${at('place')}"]`);
        writeFileSync(path, settings);
        genbo(['import', '--source', 's', at('demo', 'one.csv')], { dir });
        await settle(dir, password, PASSWORD);
        must(genbo(['model', 'rules'], { dir }).number === RULES, 'the rules are the second model');
        const begun = performance.now();
        for (const model of [RULES, SHIPPED]) {
            genbo(['model', 'activate', String(model)], { dir });
            const { moves, text } = await this.look();
            this.pictures.set(model, text);
            this.flips += 1;
            this.movesEach ??= moves;
            must(moves === this.flips * this.movesEach, `${moves} moves after ${this.flips} switches`);
            await this.serve();
            this.reviews.set(model, await this.waiting());
            await this.rest();
        }
        this.commandMs = (performance.now() - begun) / 2;
        must(this.movesEach > 100 && this.pictures.get(SHIPPED) !== this.pictures.get(RULES), 'the models differ');
    }

    async serve() {
        this.house = await new House(this.store.name).start();
        await this.house.signIn(PASSWORD);
    }

    async rest() {
        if (this.house) await this.house.stop();
        this.house = undefined;
    }

    async ask(method, path, body, headers = {}) {
        for (let tries = 0; ; tries += 1) {
            const answer = await this.house.ask(method, path, body, headers);
            // The index of a shared master is made again after a crash.
            if (answer.status === 503 && tries < 300) {
                await sleep(100);
                continue;
            }
            must(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.json)}`);
            return answer;
        }
    }

    async waiting() {
        return (await this.ask('GET', '/reviews?limit=1')).json.waiting;
    }

    async work() {
        return (await this.ask('GET', '/models')).json.work;
    }

    async workDone() {
        for (;;) {
            const work = await this.work();
            if (work.state !== 'running') return work;
            await sleep(20);
        }
    }

    // Begins the switch in the server; ends at the moment that fate has chosen.
    async begin(model, kind) {
        await this.ask('POST', `/models/${model}/diff`, undefined, this.once());
        if (kind < 0.1) return sleep(Math.random() * 400);
        const compared = await this.workDone();
        must(compared.state === 'done', `the comparison came to its end: ${JSON.stringify(compared)} ${this.house.said.slice(-400)}`);
        const { etag } = await this.ask('GET', `/models/${model}/diff`);
        await this.ask('POST', `/models/${model}/activate`, undefined, { ...this.once(), 'If-Match': etag });
        if (kind < 0.3) return sleep(Math.random() * 600);
        for (let work = await this.work(); work.state === 'running' && work.step !== 'switching';) work = await this.work();
        return sleep(Math.random() * (this.store.server ? 900 : 450));
    }

    once() {
        this.acts = (this.acts ?? 0) + 1;
        return { 'Idempotency-Key': `switch-${this.store.name}-${this.acts}-${process.pid}` };
    }

    // By a kill of the server, or by a crash of its database; then the server ends too.
    async killedInServer(model, crash) {
        await this.begin(model, Math.random());
        if (crash) {
            await this.store.server.crash();
            this.counts.crashes += 1;
            const work = await this.workDone();
            must(['done', 'failed'].includes(work.state), `after a crash: ${JSON.stringify(work)}`);
            this.counts.failedByCrash += work.state === 'failed' ? 1 : 0;
        }
        await this.house.stop('SIGKILL');
        this.house = undefined;
        if (!crash) this.counts.inServer += 1;
    }

    async killedCommand(model) {
        await this.rest();
        const child = spawn(program, ['model', 'activate', String(model), '--dir', this.store.name], { cwd: folder, stdio: 'ignore' });
        const ended = new Promise((done) => child.on('close', (code, signal) => done({ code, signal })));
        await Promise.race([sleep(Math.random() * this.commandMs * 1.1), ended]);
        child.kill('SIGKILL');
        const { code, signal } = await ended;
        must(signal === 'SIGKILL' || code === 0, `activate: exit ${code}`);
        this.counts[signal === 'SIGKILL' ? 'inCommand' : 'cameToItsEnd'] += 1;
    }

    // What there is now is wholly one of the two.
    async examine(before, inServer) {
        const now = await this.look();
        must(now.text === this.pictures.get(now.model), `under model ${now.model} the customers are not those of that model`);
        const switched = now.model !== before;
        if (switched) this.flips += 1;
        must(now.moves === this.flips * this.movesEach, `${now.moves} moves after ${this.flips} switches of ${this.movesEach}`);
        this.counts[switched ? 'newModel' : 'oldModel'] += 1;
        const found = genbo(['doctor'], { dir: this.store.name });
        must(found.sound, `the doctor: ${JSON.stringify(found)}`);
        await this.store.forgetTheDead();
        await this.serve();
        const list = (await this.ask('GET', '/models')).json;
        must(list.items.find((item) => item.active).number === now.model, 'the server decides by another model');
        must(list.work.state !== 'running', `the work of the dead goes on: ${JSON.stringify(list.work)}`);
        if (inServer && list.work.state === 'failed') this.counts.toldAsInterrupted += 1;
        must(await this.waiting() === this.reviews.get(now.model), `${await this.waiting()} wait for review, not ${this.reviews.get(now.model)}`);
        this.entered += 1;
        const entry = await this.house.enter(this.entered);
        must(entry?.status === 201, `a new customer: ${entry?.status} ${JSON.stringify(entry?.json)}`);
        await this.store.check();
        return now.model;
    }

    async run(kills) {
        await this.prepare();
        let model = SHIPPED;
        await this.serve();
        for (let kill = 1; kill <= kills; kill += 1) {
            const target = model === SHIPPED ? RULES : SHIPPED;
            const crash = this.store.server !== undefined && kill % 5 === 0;
            const inServer = crash || kill % 3 !== 0;
            if (inServer) await this.killedInServer(target, crash);
            else await this.killedCommand(target);
            model = await this.examine(model, inServer);
            this.counts.checked += 1;
        }
        await this.rest();
        for (const target of model === SHIPPED ? [RULES, SHIPPED] : [SHIPPED]) {
            genbo(['model', 'activate', String(target)], { dir: this.store.name });
            this.flips += 1;
            const now = await this.look();
            must(now.model === target && now.text === this.pictures.get(target), 'at the end a switch leads elsewhere');
        }
        must(genbo(['doctor'], { dir: this.store.name }).sound, 'the doctor at the end');
        if (!this.store.server) restoresToTheSame('sqlite', at('place'));
        await this.store.end();
    }
}

await fault('model_switches', async (all) => {
    const rows = makeRows();
    for (const store of [new Folder(), new Shared()]) {
        if (process.argv[4] !== undefined && process.argv[4] !== store.name) continue;
        const counts = { rows, checked: 0, inServer: 0, inCommand: 0, cameToItsEnd: 0, crashes: 0, failedByCrash: 0,
            oldModel: 0, newModel: 0, toldAsInterrupted: 0 };
        all[store.name] = counts;
        await new Switches(store, rows, counts).run(wanted(20));
    }
});
