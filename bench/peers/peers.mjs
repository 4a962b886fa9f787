// SPDX-License-Identifier: Apache-2.0
//
// Genbo beside four other programs, in one run, judged by one scorer (bench/pairwise.mjs).
//   GENBO_DATA=FOLDER node peers.mjs PROGRAM [--sets A,B] [--tools A,B] [--limit CPU_SECONDS] [--memory MB]
//
// Every tool gets the same file: UTF-8, record_id first, the columns that tell the truth left out.  Other
// programs come from PyPI into build/peers/venv; without PyPI they are "skipped" and Genbo runs alone.
// Writes build/peers/peers.json and peers.md after every run; runs of a former call stay in them with their
// date unless they are made again.  What each tool is told: README.md.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { csvOf, rowsOf, tableOf } from '../csv.mjs';
import { machine } from '../measure.mjs';
import { scoreClusters, scorePairs } from '../pairwise.mjs';
import { knownSets } from '../sets.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const out = process.env.GENBO_PEERS_DIR ?? resolve(here, '..', '..', 'build', 'peers');
const venv = join(out, 'venv');
const python = join(venv, 'bin', 'python');
const program = resolve(process.argv[2]);
const option = (name, usual) => {
    const at = process.argv.indexOf(`--${name}`);
    return at < 0 ? usual : process.argv[at + 1];
};
const limit = Number(option('limit', 300));
const memory = Number(option('memory', 6000));

// Which documented configuration a set calls for; the speed row has its own limit.
const SHAPES = {
    febrl3: 'febrl', 'febrl3-without-ssn': 'febrl', 'splink-fake-1000': 'fake', 'splink-fake-20000': 'fake',
    'dblp-acm': 'papers', 'chicago-earlychildhood': 'centres', 'customers-100k': 'customers' };
const PEERS = ['splink', 'splink-readme', 'goldenmatch', 'dedupe', 'recordlinkage'];
const SPEED_LIMIT = 180;

function run(command, args, options = {}) {
    const done = spawnSync(command, args, { maxBuffer: 1 << 30, ...options });
    return { ok: done.status === 0, text: `${done.stdout ?? ''}${done.stderr ?? ''}${done.error ?? ''}` };
}

// The versions installed, or the reason why not.
function install() {
    if (!existsSync(python)) {
        const made = run('python3', ['-m', 'venv', venv]);
        if (!made.ok) return { missing: `no Python environment: ${made.text.trim().split('\n').at(-1)}` };
    }
    const wanted = join(here, 'requirements.txt');
    const done = run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--retries', '1', '-r', wanted]);
    if (!done.ok) {
        writeFileSync(join(out, 'pip.log'), done.text);
        return { missing: 'PyPI cannot be reached, or lacks a version (build/peers/pip.log)' };
    }
    const listed = JSON.parse(run(python, ['-m', 'pip', 'list', '--format', 'json', '--disable-pip-version-check']).text.split('\n')[0]);
    return { versions: Object.fromEntries(listed.map(({ name, version }) => [name.toLowerCase(), version])) };
}

// ── Sets ────────────────────────────────────────────────────────────────────────────────────────

// 52,000 made-up people, in about 100,000 rows.
function customers(work) {
    const folder = join(work, 'customers');
    const load = () => {
        rmSync(folder, { recursive: true, force: true });
        const made = run(program, ['demo', folder, '--one-file', '--persons', '52000', '--seed', '2']);
        if (!made.ok) throw new Error(made.text);
        const truth = rowsOf(readFileSync(join(folder, 'truth.csv'))).slice(1).map(([id, cluster]) => [id, cluster]);
        return {
            name: 'customers-100k', files: [join(folder, 'one.csv')], id: 'record_id', ignore: ['source'], truth: new Map(truth) };
    };
    return { name: 'customers-100k', load, missing: false };
}

function clustersOfPairs(pairs) {
    return new Map(pairs.flatMap(([a, b], i) => [[a, `p${i}`], [b, `p${i}`]]));
}

// The same columns for everybody; {files, sources: record → file}.
function prepare(set, folder) {
    const sources = new Map();
    const files = set.files.map((path, number) => {
        const { header, rows } = tableOf(path);
        const at = set.id ? header.indexOf(set.id) : -1;
        const kept = header.map((_, i) => i).filter((i) => i !== at && !(set.ignore ?? []).includes(header[i]));
        const body = rows.map((row, i) => [at < 0 ? String(i) : row[at], ...kept.map((column) => row[column] ?? '')]);
        for (const [id] of body) sources.set(id, String(number + 1));
        const file = join(folder, `records-${number + 1}.csv`);
        writeFileSync(file, csvOf([['record_id', ...kept.map((i) => header[i])], ...body]));
        return file;
    });
    const truth = join(folder, 'truth.csv');
    writeFileSync(truth, csvOf([...(set.truth ?? clustersOfPairs(set.pairs))]));
    return { files, truth, sources };
}

// ── One run ─────────────────────────────────────────────────────────────────────────────────────

function commandOf(tool, set, given, clusters) {
    const peer = (name, shape) => [python, join(here, `${name}_peer.py`), shape, clusters, given.truth, ...given.files];
    if (tool === 'splink-readme') return peer('splink', `${SHAPES[set.name]}-readme`);
    if (tool !== 'genbo') return peer(tool, SHAPES[set.name]);
    return [
        program, 'match', ...given.files, '--id', 'record_id', '--out', clusters, '--json',
        ...(set.unique ? ['--unique-sources'] : [])];
}

function score(set, given, clusters) {
    const rows = rowsOf(readFileSync(clusters)).slice(1);
    const records = rows.map(([id, cluster]) => ({ id, cluster, source: given.sources.get(id) }));
    return set.pairs ? scorePairs(records, set.pairs) : scoreClusters(records, set.truth, set.files.length > 1);
}

function measure(tool, set, given, folder) {
    const clusters = join(folder, `${tool}.csv`);
    const [report, log] = [join(folder, `${tool}.json`), join(folder, `${tool}.log`)];
    const most = set.name === 'customers-100k' ? Math.min(limit, SPEED_LIMIT) : limit;
    rmSync(clusters, { force: true });
    const watched = run(
        existsSync(python) ? python : 'python3',
        [join(here, 'watch.py'), report, log, most, 4 * most, memory, ...commandOf(tool, set, given, clusters)].map(String),
        { env: { ...process.env, HOME: folder, PYTHONHASHSEED: '1', GOLDENMATCH_AUTOCONFIG_MEMORY: '0' } });
    if (!watched.ok) throw new Error(watched.text);
    const figures = { tool, ...JSON.parse(readFileSync(report)) };
    if (figures.ended === 'time') figures.ended = `not finished within ${most} CPU s`;
    if (figures.ended === 'memory') figures.ended = `stopped at ${memory} MB`;
    const last = readFileSync(log, 'utf8').trim().split('\n').at(-1).replaceAll('|', '/');
    if (figures.ended !== 'ok' && last !== '') figures.ended += `: ${last.slice(0, 160)}`;
    if (figures.ended !== 'ok') return figures;
    const said = tool === 'genbo' ? { labels: 0 } : JSON.parse(last);
    return { ...figures, ...score(set, given, clusters), ...said };
}

// ── Report ──────────────────────────────────────────────────────────────────────────────────────

const figure = (value, digits) => (value === undefined ? '–' : value.toFixed(digits));

function table(set) {
    const head = '| tool | F1 | precision | recall | CPU s | wall s | peak MB | labels | |\n|---|--:|--:|--:|--:|--:|--:|--:|---|\n';
    const lines = set.runs.map((one) => one.skipped
        ? `| ${one.tool} | | | | | | | | skipped: ${one.skipped} |\n`
        : `| ${one.tool} | ${figure(one.f1, 4)} | ${figure(one.precision, 4)} | ${figure(one.recall, 4)} | ` +
            `${figure(one.cpu_s, 2)} | ${figure(one.wall_s, 1)} | ${figure(one.peak_mb, 0)} | ${one.labels ?? '–'} | ` +
            `${one.ended === 'ok' ? one.note ?? '' : one.ended} |\n`);
    const size = set.skipped ? 'skipped: not there' : `${set.records} records, ${set.true_pairs ?? '?'} true pairs`;
    return `\n### ${set.set} (${size})\n\n${set.skipped ? '' : head + lines.join('')}`;
}

function text(report) {
    const { cpu, cores, memory_gb: gb, load_before: load } = report.machine;
    const versions = PEERS.map((name) => (report.versions[name] ? `${name} ${report.versions[name]}` : '')).filter(Boolean);
    return `${report.date} · ${cpu}, ${cores} cores, ${gb} GB, load before ${load.toFixed(1)} · ` +
        `${[report.genbo, ...versions].join(', ')}\n${report.sets.map(table).join('')}`;
}

function setsAskedFor(work) {
    const known = [...knownSets(process.env.GENBO_DATA ?? 'GENBO_DATA', work), customers(work)];
    const names = option('sets', Object.keys(SHAPES).join(',')).split(',');
    return names.map((name) => known.find((one) => one.name === name) ?? { name, missing: true });
}

mkdirSync(out, { recursive: true });
const peers = install();
const tools = option('tools', ['genbo', ...PEERS].join(',')).split(',');
const kept = join(out, 'peers.json');
const report = existsSync(kept) ? JSON.parse(readFileSync(kept)) : { sets: [] };
Object.assign(report, {
    date: new Date().toISOString().slice(0, 16).replace('T', ' '), machine: machine(), versions: peers.versions ?? {},
    genbo: run(program, ['--version']).text.trim().split('\n')[0], limit, memory });

function save() {
    const at = (list, name) => list.indexOf(name);
    const order = Object.keys(SHAPES);
    report.sets.sort((a, b) => at(order, a.set) - at(order, b.set));
    for (const one of report.sets) one.runs.sort((a, b) => at(['genbo', ...PEERS], a.tool) - at(['genbo', ...PEERS], b.tool));
    writeFileSync(kept, JSON.stringify(report, null, 1));
    writeFileSync(join(out, 'peers.md'), text(report));
}

for (const known of setsAskedFor(out)) {
    const result = report.sets.find((one) => one.set === known.name) ?? { set: known.name, runs: [] };
    if (!report.sets.includes(result)) report.sets.push(result);
    result.skipped = known.missing;
    save();
    if (known.missing) continue;
    const folder = join(out, known.name);
    mkdirSync(folder, { recursive: true });
    const set = { ...known.load(), name: known.name };
    const given = prepare(set, folder);
    result.records = given.sources.size;
    for (const tool of tools.filter((name) => name !== 'splink-readme' || SHAPES[known.name] === 'fake')) {
        const figures = tool === 'genbo' || !peers.missing ? measure(tool, set, given, folder) : { tool, skipped: peers.missing };
        figures.date = new Date().toISOString().slice(0, 10);
        result.true_pairs ??= figures.true_pairs;
        result.runs = [...result.runs.filter((one) => one.tool !== tool), figures];
        save();
        console.error(`${known.name} ${tool}: ${figures.skipped ?? figures.ended} F1 ${figure(figures.f1, 4)} CPU ${figure(figures.cpu_s, 2)} s`);
    }
}
console.log(text(report));
