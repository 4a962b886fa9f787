// SPDX-License-Identifier: Apache-2.0
//
// Four Genbo processes on one PostgreSQL, under load, while everything that can break is broken.
//   node chaos.mjs PROGRAM [SECONDS=300] [SEED]
//
// A server of its own (chaos/postgres.mjs), four nodes each behind a proxy that cuts the wire, mostly at
// COMMIT (chaos/house.mjs, chaos/fault_proxy.mjs).  In waves of new people, files come in by
// `genbo import` at all nodes at once, so that the same rows and the same persons arrive everywhere at
// the same time (chaos/files.mjs); besides, people work at the nodes over HTTP (chaos/load.mjs).
// Meanwhile a saboteur kills nodes, imports and connections, forces deadlocks, cancels statements, puts
// nodes to sleep past their leases, and crashes the server (chaos/saboteur.mjs).
//
// Then everything must be as if nothing had happened (chaos/checks.mjs): no number twice, no acknowledged
// row lost or written twice, no event lost, one lease holder per epoch, the audit log whole, and who is one
// customer is one customer too when one process imports the same files undisturbed.  What the server saw is
// written down by triggers (chaos/spy.mjs).

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { Chance, sleep, until } from './chaos/chance.mjs';
import { ALWAYS, AT_REST, Checks } from './chaos/checks.mjs';
import { makeWave } from './chaos/files.mjs';
import { House } from './chaos/house.mjs';
import { Load } from './chaos/load.mjs';
import { Postgres } from './chaos/postgres.mjs';
import { Saboteur } from './chaos/saboteur.mjs';
import { SPY } from './chaos/spy.mjs';

const program = resolve(process.argv[2]);
const seconds = Number(process.argv[3] ?? 300);
const seed = Number(process.argv[4] ?? 20240501);
const PERSONS = 500;
const LANES = 2;     // Waves at the same time.
const WORKERS = 6;   // People.
const EVIL_EVERY = 700;
const FAULTS = { beforeCommit: 0.006, afterCommit: 0.006, anyMessage: 0.00005 };

const folder = mkdtempSync(join(tmpdir(), 'genbo-chaos-'));
const chance = new Chance(seed);
const waves = [];
let house;
let server;

function leave() {
    house?.abandon();
    server?.abandon();
}
process.on('exit', leave);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

// Every node takes jobs until there are none; what failed is tried again, mostly elsewhere.
async function importAll(jobs) {
    const queues = house.nodes.map(() => []);
    for (const job of jobs) chance.of(queues).push(job);
    let left = jobs.length;
    await Promise.all(house.nodes.map(async (node) => {
        while (left > 0) {
            const job = queues[node.index].shift() ?? queues.find((queue) => queue.length > 0)?.shift();
            if (!job) {
                await sleep(100);
                continue;
            }
            const attempt = await house.import(node, job);
            if (attempt.code === 0) {
                left -= 1;
                continue;
            }
            chance.of(queues).push(job);
            await sleep(chance.between(50, 1000));
        }
    }));
}

// An import again of what is there changes nothing.
async function nothingNew(jobs) {
    await importAll(jobs);
    for (const { path } of jobs) {
        const { json } = house.attempts.findLast(({ job, code }) => job.path === path && code === 0 && job.again);
        if (json.new + json.changed !== 0) house.broken(`${path} again: ${json.new} new, ${json.changed} changed`);
    }
}

// Takes back, wherever it can, what an import wrote; until it is undone.
async function undo(id) {
    for (;;) {
        const done = await house.run(['undo', String(id), '--dir', chance.of(house.nodes).folder, '--json']);
        const state = await server.sql('genbo', `SELECT state FROM import WHERE import_id = ${id}`);
        if (state === '4') return;
        if (done.json?.error && !/^store\.|register.import_running|register.import_not_finished/.test(done.json.error))
            house.broken(`undo ${id}: ${done.json.error}`);
        await sleep(500);
    }
}

async function wave(number, load) {
    const made = await makeWave(house, chance, number, PERSONS);
    waves.push(made);
    const takesBack = number % 3 === 2;
    for (const phase of [0, 1]) {
        const jobs = made.flatMap(({ source, mapping, phases }) => {
            const { whole, slices } = phases[phase];
            return [whole, ...slices, ...slices].map((file) => ({ source, mapping, ...file }));
        });
        const upload = chance.of(made);
        const all = async () => {
            await Promise.all([
                importAll(chance.shuffled(jobs)),
                load.upload({ source: upload.source, ...upload.phases[phase].whole }),
            ]);
            await nothingNew(made.map(({ source, mapping, phases }) => ({ source, mapping, ...phases[phase].whole, again: true })));
        };
        await all();
        if (phase === 1 && takesBack) {
            for (const one of made) one.undone = true;
            const sources = made.map(({ source }) => `'${source}'`).join();
            const ids = JSON.parse(await server.sql('genbo', `SELECT coalesce(json_agg(import_id), '[]') FROM import i
                JOIN source s ON s.source_id = i.source_id WHERE s.name IN (${sources}) AND changed > 0 AND state <> 4`));
            for (const id of ids) await house.over(id);
            await Promise.all(ids.map(undo));
            counts.undone += ids.length;
            await all();
        }
    }
    load.known.push(...made.flatMap(({ people }) => people));
}

const counts = { undone: 0 };
const begun = Date.now();
const passed = () => ((Date.now() - begun) / 1000).toFixed(0);

async function metrics() {
    const sums = {};
    for (const node of house.nodes) {
        const text = await fetch(`http://127.0.0.1:${node.port}/metrics`).then((answer) => answer.text(), () => '');
        for (const [, name, labels, value] of text.matchAll(/^(genbo_writer_\w+?)(\{[^}]*\})? ([\d.e+-]+)/gm))
            if (!/bucket|seconds/.test(name)) sums[`${name}${labels ?? ''}`] = (sums[`${name}${labels ?? ''}`] ?? 0) + Number(value);
    }
    return sums;
}

async function settle() {
    await until(() => house.nodes.every(({ child }) => child.serving), 60, 'all nodes serve');
    await until(async () => await server.sql('genbo', 'SELECT (SELECT count(*) FROM audit_pending) + (SELECT count(*) FROM event)') === '0',
        120, 'the duties are done');
}

// So that what is left depends on the files alone.
async function takeBackVerdicts(load) {
    const standing = await server.rows('genbo', `SELECT left_record || '-' || right_record AS id FROM verdict WHERE withdrawn = 0`);
    await Promise.all([0, 1, 2, 3].map(async (part) => {
        for (const { id } of standing.filter((_, i) => i % 4 === part)) {
            const seen = await load.insist('GET', `/reviews/${id}`);
            const gone = await load.change('DELETE', `/reviews/${id}/verdict`, { headers: { 'If-Match': `"${seen.body.version}"` } });
            if (gone.status !== 200) house.broken(`a verdict was not taken back: ${gone.status} ${gone.body?.code}`);
        }
    }));
    return standing.length;
}

async function run() {
    server = await Postgres.start();
    house = new House(program, folder, server, chance);
    await house.create();
    await server.sql('genbo', SPY);
    await house.open();
    await until(() => house.nodes.every(({ child }) => child.serving), 30, 'all nodes serve');
    const load = new Load(house, chance);
    await load.open();
    const saboteur = new Saboteur(house, load, chance);
    const checks = new Checks(house);
    console.log(`chaos: ${seconds} s, seed ${seed}, waves of ${PERSONS} persons, in ${folder}`);

    const look = async (number) => {
        await checks.all(ALWAYS);
        console.log(`  ${passed()} s: wave ${number}, ${house.attempts.length} imports, ${house.importKills} killed, ` +
            `${load.reservations.length} reservations, ${house.failures.length + checks.failed.length} wrong`);
    };
    const end = Date.now() + seconds * 1000;
    for (const node of house.nodes) node.proxy.plan = { ...FAULTS };
    load.start(WORKERS);
    const evil = saboteur.work(end, EVIL_EVERY).catch((error) => house.broken(error.stack));
    let started = 0;
    await Promise.all(Array.from({ length: LANES }, async () => {
        while (Date.now() < end) {
            started += 1;
            const number = started;
            await wave(number, load);
            await look(number);
        }
    }));
    saboteur.stopped = true;
    await evil;
    for (const node of house.nodes) node.proxy.calm();
    await load.stop();
    await settle();
    console.log(`  ${passed()} s: calm`);

    await checks.doctor('home', 'what chaos left');
    const doubled = await checks.reservations(load);
    await checks.verdicts(load);
    const verdicts = await takeBackVerdicts(load);
    await Promise.all(load.known.slice(0, 200).map(() => load.search()));
    await settle();
    const seen = await metrics();
    const running = await server.rows('genbo', 'SELECT import_id FROM import WHERE state = 0');
    for (const { import_id: id } of running) await house.over(id);
    await settle();
    await house.close();

    await checks.all(ALWAYS);
    await checks.all(AT_REST);
    const acknowledged = await checks.acknowledged();
    await checks.contents(waves);
    const outbox = await checks.outbox();
    const logs = house.logs();
    const terms = checks.leases(logs);
    const people = await checks.twins(waves);
    await checks.doctor('home', 'what is left without verdicts');
    await checks.rebuilt();
    await checks.doctor('home', 'what was rebuilt');
    report({ load, saboteur, checks, doubled, verdicts, seen, acknowledged, outbox, terms, people, logs });
    return checks.failed.length + house.failures.length;
}

function report({ load, saboteur, checks, doubled, verdicts, seen, acknowledged, outbox, terms, people, logs }) {
    const sum = (key) => house.nodes.reduce((total, node) => total + node.proxy.counts[key], 0);
    const logged = (event) => logs.filter((line) => line.event === event).length;
    const log = server.log();
    const said = (text) => log.split(text).length - 1;
    const kills = house.nodes.reduce((total, node) => total + node.kills, 0);
    const retries = {};
    for (const { event, code } of logs) if (event === 'store.retry') retries[code] = (retries[code] ?? 0) + 1;
    const line = (name, what) => console.log(`  ${name.padEnd(12)} ${what}`);
    const list = (object) => Object.entries(object).filter(([, count]) => count > 0).map(([name, count]) => `${count} ${name}`).join(', ');
    line('kills', `${kills} of serve, ${house.importKills} of import, ${server.counts.crashes} crashes and ${server.counts.restarts} restarts of the server`);
    line('evils', list(saboteur.counts));
    line('wire', `${sum('connections')} connections, ${sum('commits')} commits seen, ${sum('cutBefore')} cut before and ${sum('cutAfter')} after one, ` +
        `${sum('cutAnywhere')} anywhere, ${sum('cutAll')} unplugged, ${sum('frozen')} silenced`);
    line('server', `${said('ERROR:  deadlock detected')} deadlocks, ${said('canceling statement due to')} statements cancelled, ` +
        `${said('terminating connection due to administrator')} connections terminated`);
    line('retries', `${list(retries)}; ${logged('store.found_committed')} found committed after a lost answer; ` +
        `${logged('store.commit_failed')} given up`);
    line('imports', `${house.attempts.length} attempts, ${house.attempts.filter(({ code }) => code === 0).length} came to their end, ` +
        `${acknowledged} rows acknowledged, ${counts.undone} undone; gave up: ${list(house.answers) || 'none'}`);
    line('http', list(load.counts));
    line('register', `${waves.length} waves, ${people.records} records, ${people.customers} customers, ${verdicts} verdicts taken back, ` +
        `${doubled} reservations doubled`);
    line('outbox', `${outbox.events} events, ${outbox.lines} lines delivered`);
    line('leases', `${terms} terms, ${logged('duty.failed')} duties failed`);
    line('metrics', list(seen));
    line('checks', `${checks.passed} passed, ${checks.failed.length} failed; ${house.failures.length} things that must not happen`);
}

let wrong;
try {
    wrong = await run();
} catch (error) {
    console.log(`FAIL  ${error.stack}`);
    wrong = 1;
}
leave();
if (wrong > 0) {
    console.log(`      what it left: ${folder}, ${server?.folder}`);
    console.log('0 passed, 1 failed');
    process.exit(1);
}
await server.stop();
rmSync(folder, { recursive: true, force: true });
console.log('1 passed, 0 failed');
process.exit(0);
