// SPDX-License-Identifier: Apache-2.0
//
// What `genbo match` expects of its own result, without labels, beside what the truth says.
//   [GENBO_DATA=FOLDER] node calibration.mjs PROGRAM [--sizes 5000,20000,52300,261500] [--seed 6]
//
// Labelled sets of sets.mjs where GENBO_DATA has them, and made-up Japanese customers of several
// sizes (docs/sample-data.md).  Prints the table of docs/calibration.md and writes it to
// build/bench/calibration.md.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { rowsOf } from './csv.mjs';
import { scoreClusters, scorePairs } from './pairwise.mjs';
import { knownSets } from './sets.mjs';

const argv = process.argv.slice(2);
const program = resolve(argv.shift());
const option = (name, usual) => (argv.includes(`--${name}`) ? argv[argv.indexOf(`--${name}`) + 1] : usual);
const sizes = option('sizes', '5000,20000,52300,261500').split(',').map(Number);
const seed = option('seed', '6');
const out = process.env.GENBO_BENCH_DIR ?? resolve(dirname(fileURLToPath(import.meta.url)), '..', 'build', 'bench');
const work = mkdtempSync(join(tmpdir(), 'genbo-calibration-'));

function genbo(args) {
    const done = spawnSync(program, [...args, '--json'], { maxBuffer: 1 << 30 });
    if (done.status !== 0) throw new Error(`genbo ${args.join(' ')}: ${done.stdout}${done.stderr}`);
    return JSON.parse(done.stdout.toString());
}

function line(set) {
    const clusters = join(work, 'clusters.csv');
    const args = ['match', ...set.files, '--out', clusters, ...(set.id ? ['--id', set.id] : [])];
    for (const name of set.ignore ?? []) args.push('--ignore', name);
    if (set.unique) args.push('--unique-sources');
    const found = genbo(args);
    const records = rowsOf(readFileSync(clusters)).slice(1)
        .map(([id, cluster, source]) => ({ id, cluster, source: source ?? '1' }));
    const scored = set.pairs ? scorePairs(records, set.pairs) : scoreClusters(records, set.truth, set.files.length > 1);
    return [set.name, found.records, found.expected_precision, scored.precision, found.expected_recall, scored.recall];
}

function sample(persons) {
    const folder = join(work, `people-${persons}`);
    genbo(['demo', folder, '--one-file', '--seed', seed, '--persons', String(persons)]);
    const truth = new Map(rowsOf(readFileSync(join(folder, 'truth.csv'))).slice(1));
    return {
        name: `made-up customers, seed ${seed}`, files: [join(folder, 'one.csv')], id: 'record_id', ignore: ['source'], truth };
}

const shown = (value, i) => (i < 2 ? String(value) : value.toFixed(3));

try {
    const labelled = process.env.GENBO_DATA
        ? knownSets(process.env.GENBO_DATA, work).filter((set) => !set.missing).map((set) => set.load()) : [];
    const lines = labelled.filter((set) => set.truth || set.pairs).map(line);
    for (const persons of sizes) lines.push(line(sample(persons)));
    const head = ['set', 'records', 'expected precision', 'measured', 'expected recall', 'measured'];
    const table = [head, head.map(() => '---'), ...lines.map((cells) => cells.map(shown))]
        .map((cells) => `| ${cells.join(' | ')} |`).join('\n');
    console.log(table);
    mkdirSync(out, { recursive: true });
    writeFileSync(join(out, 'calibration.md'), `${table}\n`);
} finally {
    rmSync(work, { recursive: true, force: true });
}
