// SPDX-License-Identifier: Apache-2.0
//
// Kills the program while it imports, again and again, and looks at what is on the disk.
//   node kill_loop.mjs PROGRAM [KILLS=200] [SEED]
//
// One master goes on through all kills: a file of new rows, then the same file with a third of its
// rows changed, then undo of that, then from the beginning again.  `genbo import --acknowledge` says after each commit
// how many rows are durable; the kill comes at a random moment, soon after the start, or within a
// batch's time of such a word.  Then, on a copy (so that the program itself has to recover from what
// the kill left):
//
//   acknowledged   the rows that were said to be durable are there
//   whole          rows are there in whole batches, and the counts of the imports are those of the
//                  records and versions, which have all their numbers, audit leaves and customers
//   permanent      no record and no number that was ever seen has changed its name, its text or its
//                  anchor, and no number is there twice
//   doctor         the whole examination, at each tenth kill
//
// An undo that is killed has happened or has not.
//
// And when an import, resumed however often, comes to its end, the register is the one that an
// uninterrupted import made, row for row and number for number; when all of the second file is undone,
// every record says what it said, and belongs to whom it belonged, before that file.

import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';

import { sql } from '../cli/harness.mjs';

const program = resolve(process.argv[2]);
const kills = Number(process.argv[3] ?? 200);
const seed = Number(process.argv[4] ?? 20240501);
const BATCH_ROWS = 50;
const PERSONS = 1600;
const DOCTOR_EVERY = 10;
const HOUR = 3_600_000;
const UNDONE = 4;  // port/store.h
const FILES = ['new.csv', 'changed.csv'];

const folder = mkdtempSync(join(tmpdir(), 'genbo-kill-'));
const at = (...parts) => join(folder, ...parts);
const count = {
    kills: 0, inUndo: 0, beforeFirstWord: 0, aheadOfWord: 0, logLeft: 0, finished: 0, masters: 1, doctors: 0, rows: 0 };

class Broken extends Error {}
function must(held, what) {
    if (!held) throw new Broken(what);
}

let state = seed;
function random() {  // xorshift32: the moments are not repeatable, but the plan is.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
}

function genbo(args, dir) {
    const done = spawnSync(program, [...args, '--dir', dir, '--json'], { cwd: folder, maxBuffer: 1 << 28 });
    must(done.status === 0, `genbo ${args[0]}: exit ${done.status}\n${done.stdout}${done.stderr}`);
    return JSON.parse(done.stdout.toString());
}

// ── The files, and what an uninterrupted import makes of them ───────────────────────────────────

function makeFiles() {
    genbo(['demo', 'demo', '--one-file', '--persons', String(PERSONS), '--seed', '11'], '.');
    const lines = readFileSync(at('demo', 'one.csv'), 'utf8').trimEnd().split('\n');
    const columns = lines[0].split(',');
    const phone = columns.indexOf('電話番号');
    must(phone > 0, 'the sample has a column 電話番号');
    // Some rows are refused: what becomes of those must be as whole as the rest.
    for (let row = 97; row < lines.length; row += 97) lines[row] += ' 4111 1111 1111 1111';
    let changed = 0;
    const other = lines.map((line, row) => {
        const cells = line.split(',');
        if (row === 0 || row % 3 !== 0 || line.includes('"') || cells.length !== columns.length) return line;
        changed += 1;
        cells[phone] = `090-${String(row).padStart(4, '0')}-7777`;
        return cells.join(',');
    });
    must(changed > lines.length / 4, 'a good part of the rows can be changed');
    writeFileSync(at('new.csv'), lines.join('\n') + '\n');
    writeFileSync(at('changed.csv'), other.join('\n') + '\n');
    return lines.length - 1;
}

// Everything that must not depend on when and how often the import was interrupted.
function register(dir) {
    const rows = (statement) => JSON.stringify(sql(join(dir, 'genbo.db'), statement));
    return [
        rows('SELECT record_id, source_id, hex(key_hash), version, last_version, hex(content_hash), customer FROM record ORDER BY 1'),
        rows('SELECT record_id, version, hex(content_hash) FROM record_version ORDER BY 1, 2'),
        rows('SELECT number_id, text, rule, kind, anchor, owner FROM number ORDER BY 1'),
        rows('SELECT record_id, from_number, to_number FROM move ORDER BY seq'),
        rows('SELECT DISTINCT row_no, code, column_name FROM rejection ORDER BY 1'),
    ].join('\n');
}

// What the register says now, and of whom; how it came to that is left out.
function whoIsWho(dir) {
    const statement = 'SELECT record_id, hex(key_hash), version, hex(content_hash), customer FROM record ORDER BY 1';
    return JSON.stringify(sql(join(dir, 'genbo.db'), statement));
}

// The register after each file, and how long each took.
function uninterrupted() {
    cpSync(at('empty'), at('whole'), { recursive: true });
    return FILES.map((file) => {
        const begun = performance.now();
        genbo(['import', '--source', 's', '--batch-rows', String(BATCH_ROWS), file], 'whole');
        return {
            file, milliseconds: performance.now() - begun, register: register(at('whole')),
            whoIsWho: whoIsWho(at('whole')) };
    });
}

// ── One import, killed ──────────────────────────────────────────────────────────────────────────

const sleep = (milliseconds) => new Promise((wake) => setTimeout(wake, milliseconds));

// Timers have the grain of a millisecond; a commit does not.
async function sleepExactly(milliseconds) {
    const until = performance.now() + milliseconds;
    if (milliseconds > 3) await sleep(milliseconds - 2);
    while (performance.now() < until);
}

// Where the kill comes: after so many milliseconds, or so long after so many words.
function plan(reference, rows) {
    const batches = Math.ceil(rows / BATCH_ROWS);
    const perBatch = reference.milliseconds / batches;
    const kind = random();
    if (kind < 0.15) return { after: random() * reference.milliseconds * 0.2 };
    if (kind < 0.45) return { after: random() * reference.milliseconds * 1.4 };
    return { words: 1 + Math.floor(random() * batches * 1.15), then: random() * perBatch };
}

const importOf = (file) =>
    ['import', '--source', 's', '--batch-rows', String(BATCH_ROWS), '--acknowledge', file];

// { killed, acknowledged }: whether it was still running, and the rows it said are durable.
async function runAndKill(args, when) {
    const child = spawn(program, [...args, '--dir', 'm'], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    const ended = new Promise((done) => child.on('close', (code, signal) => done({ code, signal })));
    let said = '';
    let words = 0;
    let reached = () => {};
    child.stderr.on('data', (data) => {
        said += data;
        words = said.split('ack ').length - 1;
        if (words >= when.words) reached();
    });
    const moment = when.words
        ? new Promise((done) => (reached = done)).then(() => sleepExactly(when.then))
        : sleepExactly(when.after);
    await Promise.race([moment, ended]);
    child.kill('SIGKILL');
    const { code, signal } = await ended;
    must(signal === 'SIGKILL' || code === 0, `${args[0]} ended by itself: exit ${code} ${said}`);
    const acknowledged = [...said.matchAll(/ack (\d+)\n/g)].map(([, rows]) => Number(rows));
    return { killed: signal === 'SIGKILL', acknowledged: acknowledged.at(-1) ?? 0 };
}

// ── What the kill left ──────────────────────────────────────────────────────────────────────────

// What was ever seen in this master: it may grow, and never change.
class Memory {
    records = new Map();
    numbers = new Map();
    texts = new Map();
    versions = 0;
    leaves = 0;

    keep(map, id, fact, what) {
        const before = map.get(id);
        must(before === undefined || before === fact, `${what} ${id} was ${before} and is ${fact}`);
        map.set(id, fact);
    }

    see(records, numbers, versions, leaves) {
        must(versions >= this.versions, 'a version is gone');
        must(leaves >= this.leaves, 'an audit leaf is gone');
        this.versions = versions;
        this.leaves = leaves;
        must(records.length >= this.records.size, 'a record is gone');
        must(numbers.length >= this.numbers.size, 'a number is gone');
        for (const row of records) this.keep(this.records, row.record_id, row.key, 'record');
        for (const row of numbers) {
            this.keep(this.numbers, row.number_id, `${row.text} of ${row.anchor}`, 'number');
            this.keep(this.texts, row.text, row.number_id, 'the number text');
        }
    }
}

function inspect(memory, acknowledged, rows) {
    rmSync(at('copy'), { recursive: true, force: true });
    cpSync(at('m'), at('copy'), { recursive: true });
    if (existsSync(at('m', 'genbo.db-wal')) && statSync(at('m', 'genbo.db-wal')).size > 0) count.logLeft += 1;
    const database = at('copy', 'genbo.db');
    const one = (statement) => Object.values(sql(database, statement)[0])[0];

    must(one('PRAGMA integrity_check') === 'ok', 'the pages of the store are sound');
    const imports = sql(database, 'SELECT import_id, state, rows_read, added, changed, same, rejected FROM import ORDER BY 1');
    const last = imports.at(-1);
    const durable = last?.rows_read ?? 0;
    must(durable >= acknowledged, `${acknowledged} rows were acknowledged, ${durable} are there`);
    must(durable % BATCH_ROWS === 0 || durable === rows, `${durable} rows are no whole number of batches`);
    for (const row of imports)
        must(row.added + row.changed + row.same + row.rejected === row.rows_read,
            `the counts of import ${row.import_id} do not add up: ${JSON.stringify(row)}`);
    const sum = (key) => imports.reduce((total, row) => total + row[key], 0);
    must(one('SELECT count(*) FROM record') === sum('added'), 'records are as many as the imports added');
    must(one('SELECT count(*) FROM record_version') === sum('added') + sum('changed'),
        'versions are as many as the imports added and changed');
    must(one('SELECT count(*) FROM rejection') === sum('rejected'), 'rejected rows are as many as the imports say');
    must(one('SELECT count(*) FROM record r LEFT JOIN record_version v ON v.record_id = r.record_id AND v.version = r.version ' +
        'WHERE v.record_id IS NULL OR v.content_hash <> r.content_hash') === 0, 'each record has its current version');
    must(one('SELECT count(*) FROM record r LEFT JOIN number n ON n.number_id = r.customer WHERE n.number_id IS NULL') === 0,
        'each record has a customer with a number');
    must(one('SELECT count(*) FROM number n LEFT JOIN record r ON r.record_id = n.anchor WHERE n.anchor > 0 AND r.record_id IS NULL') === 0,
        'each number has its anchor');
    must(one('SELECT count(*) - (max(seq) - min(seq) + 1) FROM audit_leaf') === 0, 'no audit leaf is missing between others');
    must(one('SELECT count(*) FROM audit_leaf') >= sum('added') + sum('changed'), 'each version has its audit leaf');
    memory.see(
        sql(database, 'SELECT record_id, hex(key_hash) AS key FROM record'),
        sql(database, 'SELECT number_id, text, anchor FROM number'),
        sum('added') + sum('changed'), one('SELECT count(*) FROM audit_leaf'));
    count.rows += acknowledged;
    return imports;
}

function doctor(dir) {
    count.doctors += 1;
    const found = genbo(['doctor'], dir);
    must(found.sound, `the doctor says: ${JSON.stringify(found)}`);
}

// Undoes what the second file wrote, in as many imports as its kills made of it, newest first; killed
// on the way again and again.
async function undoAndKill(before, rows, memory) {
    const database = at('m', 'genbo.db');
    const left = sql(database, 'SELECT import_id FROM import WHERE changed > 0 ORDER BY import_id DESC');
    must(left.length > 0, 'an import changed something');
    let milliseconds = 400;
    while (left.length > 0) {
        const begun = performance.now();
        const when = count.kills < kills ? random() * milliseconds * 2 : HOUR;
        const outcome = await runAndKill(['undo', String(left[0].import_id)], { after: when });
        if (!outcome.killed) milliseconds = performance.now() - begun;
        const states = inspect(memory, 0, rows);
        if (outcome.killed) {
            count.kills += 1;
            count.inUndo += 1;
        }
        const undone = states.find((row) => row.import_id === left[0].import_id).state === UNDONE;
        must(undone || outcome.killed, 'an undo that came to its end has undone');
        if (undone) left.shift();
    }
    must(whoIsWho(at('m')) === before, 'undone, the register is not the one before');
}

// ── The loop ────────────────────────────────────────────────────────────────────────────────────

async function loop(rows, references) {
    let memory = new Memory();
    let step = 0;
    cpSync(at('empty'), at('m'), { recursive: true });
    while (count.kills < kills) {
        const reference = references[step];
        const outcome = await runAndKill(importOf(reference.file), plan(reference, rows));
        if (outcome.killed) {
            count.kills += 1;
            const durable = inspect(memory, outcome.acknowledged, rows).at(-1)?.rows_read ?? 0;
            if (outcome.acknowledged === 0) count.beforeFirstWord += 1;
            else if (durable > outcome.acknowledged) count.aheadOfWord += 1;
            if (count.kills % DOCTOR_EVERY === 0) doctor('copy');
            if (count.kills % 20 === 0) console.log(`  ${count.kills} kills, ${count.finished} imports came to their end`);
            continue;
        }
        count.finished += 1;
        must(register(at('m')) === reference.register, `after ${reference.file} the register is not the uninterrupted one`);
        step = (step + 1) % references.length;
        if (step !== 0) continue;
        await undoAndKill(references[0].whoIsWho, rows, memory);
        doctor('m');
        rmSync(at('m'), { recursive: true });
        cpSync(at('empty'), at('m'), { recursive: true });
        memory = new Memory();
        count.masters += 1;
    }
    // Whatever state the last kill left, going on to the end must lead where it always leads.
    genbo(['import', '--source', 's', '--batch-rows', String(BATCH_ROWS), references[step].file], 'm');
    must(register(at('m')) === references[step].register, 'after the last kill the register is not the uninterrupted one');
    count.finished += 1;
    doctor('m');
    // The last master's backup, by what the kills left of the spool and the log, is that master.
    genbo(['backup', '--now'], 'm');
    const restored = genbo(['restore', 'place', 'restored', '--keyring', 'm/genbo.keyring'], 'm');
    must(restored.sound, 'the backup restores to a sound master');
    must(register(at('restored')) === register(at('m')), 'the backup restores to the same register');
}

const begun = performance.now();
let broken;
try {
    genbo(['init', 'empty'], '.');
    // With a backup, so that every commit is recorded as well, and the kills fall into that too.
    mkdirSync(at('place'));
    const config = readFileSync(at('empty', 'genbo.toml'), 'utf8');
    writeFileSync(at('empty', 'genbo.toml'), config.replace('#to = []', `to = ["${at('place')}"]`));
    const rows = makeFiles();
    const references = uninterrupted();
    console.log(
        `kill loop: ${kills} kills, seed ${seed}, ${rows} rows in batches of ${BATCH_ROWS}, uninterrupted ` +
        references.map((reference) => `${(reference.milliseconds / 1000).toFixed(1)} s`).join(' and '));
    await loop(rows, references);
} catch (error) {
    broken = error;
}
const seconds = ((performance.now() - begun) / 1000).toFixed(0);
console.log(
    `${count.kills} kills in ${seconds} s: ${count.inUndo} in an undo, ${count.beforeFirstWord} before the first acknowledged batch, ` +
    `${count.aheadOfWord} between a commit and its acknowledgement, ${count.logLeft} with a write-ahead log left; ` +
    `${count.rows} acknowledged rows looked for, ${count.finished} imports came to their end on ${count.masters} masters, ` +
    `${count.doctors} examinations by the doctor`);
if (broken) {
    console.log(`FAIL  after kill ${count.kills}: ${broken instanceof Broken ? broken.message : broken.stack}`);
    console.log(`      what it left: ${folder}`);
    console.log('0 passed, 1 failed');
    process.exit(1);
}
rmSync(folder, { recursive: true, force: true });
console.log('1 passed, 0 failed');
process.exit(0);
