// SPDX-License-Identifier: Apache-2.0
//
// How good `genbo match` is on labelled sets, all with one default configuration.
//   GENBO_DATA=FOLDER node accuracy.mjs PROGRAM [SET|FOLDER…]     all sets of sets.mjs that are there
//
// A folder that is not a known set is judged all the same: one or two files of records and truth.csv
// (record_id,cluster_id, or two columns of matching ids for two files), and perhaps set.json.
// Writes build/bench/accuracy.json beside the table.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { rowsOf } from './csv.mjs';
import { machine } from './measure.mjs';
import { counted, scorePairs, scoreClusters } from './pairwise.mjs';
import { folderSet, knownSets } from './sets.mjs';
import { steward } from './steward.mjs';

const program = resolve(process.argv[2]);
const wanted = process.argv.slice(3);
const data = process.env.GENBO_DATA;
const out = process.env.GENBO_BENCH_DIR ?? resolve(dirname(fileURLToPath(import.meta.url)), '..', 'build', 'bench');
const work = mkdtempSync(join(tmpdir(), 'genbo-accuracy-'));

function match(set, extra = []) {
    const clusters = join(work, 'clusters.csv');
    const args = ['match', ...set.files, '--out', clusters, '--json', ...extra];
    if (set.id) args.push('--id', set.id);
    for (const name of set.ignore ?? []) args.push('--ignore', name);
    if (set.unique) args.push('--unique-sources');
    const done = spawnSync(program, args, { maxBuffer: 1 << 30 });
    if (done.status !== 0) throw new Error(`genbo ${args.join(' ')}: ${done.stdout}${done.stderr}`);
    return { ...JSON.parse(done.stdout.toString()), rows: rowsOf(readFileSync(clusters)).slice(1) };
}

// Per record: [key as the truth names it, source].
function recordsOf(set, rows) {
    return rows.map(([id, cluster, source]) => ({ id, cluster, source: source ?? '1' }));
}

function measure(set) {
    const found = match(set);
    const records = recordsOf(set, found.rows);
    const cross = set.files.length > 1;
    const figures = {
        set: set.name, records: found.records, clusters: found.clusters, cpu_s: found.cpu_s, wall_s: found.wall_s,
        peak_mb: found.peak_mb, pairs_compared: found.pairs_compared, expected_precision: found.expected_precision,
        expected_recall: found.expected_recall, left_out: set.ignore ?? [] };
    if (set.pairs) Object.assign(figures, scorePairs(records, set.pairs));
    else if (set.truth) Object.assign(figures, scoreClusters(records, set.truth, cross));
    else figures.links = counted(records, cross);
    if (set.truth && set.steward) figures.steward = steward({ set, work, match, records: recordsOf });
    if (set.sample) writeFileSync(join(out, `${set.name}-sample.tsv`), set.sample(records));
    return figures;
}

const number = (value, digits) => (value === undefined || value === null ? '–' : value.toFixed(digits));

function row(figures) {
    if (figures.skipped) return [figures.set, 'skipped', ...Array(8).fill('')];
    return [
        figures.set, figures.records, number(figures.precision, 4), number(figures.recall, 4), number(figures.f1, 4),
        figures.bar === undefined ? '–' : `${figures.f1 >= figures.bar ? '✓' : '✗'} ${figures.bar}`,
        number(figures.expected_precision, 4), number(figures.expected_recall, 4), number(figures.cpu_s, 2),
        number(figures.peak_mb, 0)];
}

function table(all) {
    const head = ['set', 'records', 'precision', 'recall', 'F1', 'bar', 'expected P', 'expected R', 'CPU s', 'peak MiB'];
    const cells = [head, ...all.map(row)].map((line) => line.map(String));
    const widths = head.map((_, i) => Math.max(...cells.map((line) => line[i].length)));
    return cells.map((line) => line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  '))
        .join('\n');
}

function setsAskedFor() {
    const known = knownSets(data, work);
    if (wanted.length === 0) return known;
    return wanted.map((name) => {
        const set = known.find((one) => one.name === name);
        if (set) return set;
        if (!existsSync(name) || !statSync(name).isDirectory()) throw new Error(`no such set: ${name}`);
        return folderSet(resolve(name));
    });
}

mkdirSync(out, { recursive: true });
try {
    const all = [];
    for (const set of setsAskedFor()) {
        const figures = set.missing ? { set: set.name, skipped: true } : measure(set.load());
        if (set.bar !== undefined && !set.missing) figures.bar = set.bar;
        all.push(figures);
    }
    console.log(table(all));
    for (const one of all.filter((figures) => figures.steward))
        console.log(`${one.set}: after ${one.steward.verdicts} verdicts F1 ${number(one.steward.f1, 4)}` +
            ` (P ${number(one.steward.precision, 4)} R ${number(one.steward.recall, 4)}; before ${number(one.f1, 4)})`);
    for (const one of all.filter((figures) => figures.links))
        console.log(`${one.set}: ${one.links.pairs} links across files, ${one.links.clusters} clusters of more than one`);
    writeFileSync(join(out, 'accuracy.json'), JSON.stringify({ machine: machine(), sets: all }, null, 1));
} finally {
    rmSync(work, { recursive: true, force: true });
}
