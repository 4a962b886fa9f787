// SPDX-License-Identifier: Apache-2.0
//
// Runs the program on generated customers of several sizes and writes what it cost.
//   node bench.mjs PROGRAM [RECORDS…]         GENBO_BENCH_PARTS=match,import,http   (all)

import { spawnSync } from 'node:child_process';
import { createReadStream, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { load, readyForLoad } from './load.mjs';
import { disk, machine, pairwiseF1, slope, timed } from './measure.mjs';

const RECORDS_PER_PERSON = 1.913;  // Of `genbo demo`, measured; mission: 1.9.
const PER_KIND = 400;              // Requests of each kind over HTTP.

const program = resolve(process.argv[2]);
const sizes = process.argv.slice(3).map(Number);
if (sizes.length === 0) sizes.push(10_000, 100_000, 1_000_000);
const parts = (process.env.GENBO_BENCH_PARTS ?? 'match,import,http').split(',');
const out = process.env.GENBO_BENCH_DIR ?? resolve(dirname(fileURLToPath(import.meta.url)), '..', 'build', 'bench');
mkdirSync(out, { recursive: true });

function genbo(args) {
    const done = spawnSync(program, [...args, '--json'], { maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'pipe'] });
    if (done.status !== 0) throw new Error(`genbo ${args.join(' ')}: exit ${done.status ?? done.signal} ${done.stdout}${done.stderr}`);
    return JSON.parse(done.stdout.toString());
}

// The sample is kept: the same size is the same bytes.
function sample(records) {
    const folder = join(out, `sample-${records}`);
    if (!existsSync(join(folder, 'truth.csv'))) {
        rmSync(folder, { recursive: true, force: true });
        genbo(['demo', folder, '--one-file', '--persons', String(Math.round(records / RECORDS_PER_PERSON)), '--seed', '1']);
    }
    return folder;
}

async function* lines(path) {
    const reader = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
    for await (const line of reader) yield line;
}

// Some rows as objects, evenly spread over the file.
async function someRows(path, records, wanted) {
    const rows = [];
    let header;
    let at = 0;
    for await (const line of lines(path)) {
        if (!header) header = line.split(',');
        else if (at++ % Math.max(1, Math.floor(records / wanted)) === 0)
            rows.push(Object.fromEntries(line.split(',').map((cell, i) => [header[i], cell])));
    }
    return rows;
}

// ── Matching ────────────────────────────────────────────────────────────────────────────────────

function match(folder) {
    const found = genbo([
        'match', join(folder, 'one.csv'), '--id', 'record_id', '--ignore', 'source', '--truth', join(folder, 'truth.csv')]);
    return {
        records: found.records, clusters: found.clusters, precision: found.precision, recall: found.recall, f1: found.f1,
        cpu_s: found.cpu_s, wall_s: found.wall_s, peak_mb: found.peak_mb, pairs: found.pairs_compared,
        stages: Object.fromEntries(found.stages.map(({ stage, cpu_s }) => [stage, cpu_s])) };
}

// What one line of awk and sort buys: rows with the same telephone (digits alone), or else the same
// mail, are one.  It is far cheaper and far worse, and shows what reading and sorting costs here.
async function exactMatch(folder) {
    const clusters = join(out, 'exact.tsv');
    const cost = timed(
        `LC_ALL=C awk -F, 'NR > 1 { gsub(/[^0-9]/, "", $9); key = $9 != "" ? $9 : $10 != "" ? $10 : $1; print key "\t" $1 }' ` +
            `one.csv | LC_ALL=C sort | ` +
            `LC_ALL=C awk -F'\t' '$1 != last { cluster += 1; last = $1 } { print $2 "\t" cluster }' >'${clusters}'`,
        folder);
    const truth = new Map();
    for await (const line of lines(join(folder, 'truth.csv'))) truth.set(...line.split(','));
    const mine = new Map();
    for await (const line of lines(clusters)) mine.set(...line.split('\t'));
    rmSync(clusters);
    return { ...pairwiseF1(mine, truth), cpu_s: cost.cpu_s, wall_s: cost.wall_s };
}

// ── Import and look-up ──────────────────────────────────────────────────────────────────────────

function importInto(master, folder) {
    rmSync(master, { recursive: true, force: true });
    const password = genbo(['init', master]).one_time_password;
    readyForLoad(join(master, 'genbo.toml'));
    const before = disk(master);
    const done = genbo(['import', '--dir', master, '--source', 'one', join(folder, 'one.csv')]);
    const megabytes = (name) => statSync(join(master, name), { throwIfNoEntry: false })?.size / 2 ** 20;
    return {
        password, rows: done.rows, new: done.new, customers: done.customers_new - done.customers_joined,
        cpu_s: done.cpu_s, wall_s: done.wall_s, peak_mb: done.peak_mb, rows_per_s: done.rows / done.wall_s,
        database_mb: megabytes('genbo.db'), fsync_us: before.p50, fsync_p95_us: before.p95 };
}

async function lookUp(master, folder, records, password) {
    const rows = await someRows(join(folder, 'one.csv'), records, PER_KIND * 6);
    return load(program, master, rows, password, PER_KIND);
}

async function measureSize(records) {
    const folder = sample(records);
    const figures = { records };
    const master = join(out, `master-${records}`);
    if (parts.includes('match')) {
        figures.match = match(folder);
        figures.exact = await exactMatch(folder);
        console.log(`  match   ${JSON.stringify(figures.match)}\n  exact   ${JSON.stringify(figures.exact)}`);
    }
    if (parts.includes('import') || parts.includes('http')) {
        const { password, ...cost } = importInto(master, folder);
        figures.import = cost;
        console.log(`  import  ${JSON.stringify(cost)}`);
        if (parts.includes('http')) {
            figures.http = await lookUp(master, folder, records, password);
            console.log(`  http    ready ${figures.http.ready_s.toFixed(1)} s, peak ${figures.http.peak_mb.toFixed(0)} MiB`);
        }
    }
    if (!process.env.GENBO_BENCH_KEEP) rmSync(master, { recursive: true, force: true });
    return figures;
}

// ── The report ──────────────────────────────────────────────────────────────────────────────────

const number = (value, digits = 2) => (value === undefined || Number.isNaN(value) ? '–' : value.toFixed(digits));
const table = (head, rows) =>
    [head, head.map(() => '---:'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
const withPart = (all, part) => all.filter((figures) => figures[part]);

function growth(all, part, pick) {
    return number(slope(withPart(all, part).map((figures) => [figures.records, pick(figures[part])])));
}

function matchTable(all) {
    const rows = withPart(all, 'match').map(({ match: m, exact: e }) => [
        m.records, number(m.cpu_s), number(m.wall_s), number(m.peak_mb, 0), number(m.precision, 4), number(m.recall, 4),
        number(m.f1, 4), number(e.cpu_s), number(e.f1, 4)]);
    return '## genbo match: CSV to clusters\n\n' + table(
        ['records', 'CPU s', 'wall s', 'peak MiB', 'precision', 'recall', 'F1', 'exact match: CPU s', 'its F1'], rows) +
        `\n\nGrowth (slope of log over log, 1 is linear): CPU ${growth(all, 'match', (m) => m.cpu_s)}, ` +
        `memory ${growth(all, 'match', (m) => m.peak_mb)}; exact match CPU ${growth(all, 'exact', (e) => e.cpu_s)}.\n\n` +
        stageTable(all);
}

// What each stage costs, in millionths of a CPU second for one record.
function stageTable(all) {
    const stages = Object.keys(withPart(all, 'match')[0].match.stages);
    const rows = withPart(all, 'match').map(({ match: m }) => [
        m.records, ...stages.map((stage) => number((m.stages[stage] * 1e6) / m.records))]);
    return 'CPU µs for one record, by stage:\n\n' + table(['records', ...stages], rows) + '\n';
}

function importTable(all) {
    const rows = withPart(all, 'import').map(({ import: i }) => [
        i.rows, number(i.cpu_s), number(i.wall_s), number(i.peak_mb, 0), number(i.rows_per_s, 0), number(i.database_mb, 0),
        number(i.fsync_us, 0), number(i.fsync_p95_us, 0)]);
    return '## genbo import: durable, sealed, indexed, audited\n\n' + table(
        ['rows', 'CPU s', 'wall s', 'peak MiB', 'rows/s', 'database MiB', 'fsync p50 µs', 'fsync p95 µs'], rows) +
        `\n\nGrowth: CPU ${growth(all, 'import', (i) => i.cpu_s)}, wall ${growth(all, 'import', (i) => i.wall_s)}, ` +
        `memory ${growth(all, 'import', (i) => i.peak_mb)}.\n`;
}

function httpTable(all) {
    const rows = withPart(all, 'http').flatMap(({ records, http }) =>
        Object.entries(http.figures).map(([name, { alone, together }]) => [
            records, name, alone.n, number(alone.p50), number(alone.p95), number(alone.p99),
            number(together.p95), number(together.per_second, 0)]));
    const served = withPart(all, 'http').map(({ records, http }) =>
        `${records} records: ready after ${number(http.ready_s, 1)} s, peak ${number(http.peak_mb, 0)} MiB`);
    return '## Over HTTP, milliseconds\n\n' + table(
        ['records', 'request', 'n', 'p50', 'p95', 'p99', '4 clients: p95', 'requests/s'], rows) + `\n\n${served.join('; ')}.\n`;
}

function report(about, all) {
    const texts = [
        '# What Genbo costs\n',
        `${about.cpu}, ${about.cores} cores, ${about.memory_gb} GiB; load before the run ${number(about.load_before, 1)}` +
            ` (figures from a busy machine are too high); ${about.version}.\n`];
    if (withPart(all, 'match').length) texts.push(matchTable(all));
    if (withPart(all, 'import').length) texts.push(importTable(all));
    if (withPart(all, 'http').length) texts.push(httpTable(all));
    return texts.join('\n');
}

const about = { ...machine(), version: spawnSync(program, ['--version']).stdout.toString().trim() };
const all = [];
for (const records of sizes) {
    console.log(`${records} records`);
    all.push(await measureSize(records));
    writeFileSync(join(out, 'genbo.json'), JSON.stringify({ about, sizes: all }, null, 2) + '\n');
    writeFileSync(join(out, 'genbo.md'), report(about, all));
}
console.log(`\n${readFileSync(join(out, 'genbo.md'), 'utf8')}`);
