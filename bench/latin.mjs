// SPDX-License-Identifier: Apache-2.0
//
// Matching made-up customers of the West at several sizes: names, birth dates, cities and mail addresses,
// most of them made from the name.  Beside it, the same with every candidate pair compared.
//   node latin.mjs PROGRAM [RECORDS…]
//
// The people are synthetic and the damage is mild: a test of speed and of namesakes, who grow in number
// with the file, not of accuracy in the world.  Same size, same bytes.

import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { machine, slope } from './measure.mjs';

const program = resolve(process.argv[2]);
const sizes = process.argv.slice(3).map(Number);
if (sizes.length === 0) sizes.push(10_000, 100_000, 1_000_000);
const out = process.env.GENBO_BENCH_DIR ?? resolve(dirname(fileURLToPath(import.meta.url)), '..', 'build', 'bench');
mkdirSync(out, { recursive: true });

// Marsaglia's xorshift.
function dice(seed) {
    let state = seed;
    const next = () => {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        return state >>> 0;
    };
    return { below: (end) => next() % end, chance: (share) => next() / 2 ** 32 < share };
}

const SYLLABLES = 'an bel cor dan el fen gar hol is jen kel lor mar nor ol per quin ras sel tor ul ver wen yor zan'.split(' ');
const DOMAINS = ['mail.example', 'post.example', 'box.example', 'letters.example'];

// Names that are heard less and less: the n-th is drawn like the square of a die.
function names(random, count, syllables) {
    const made = new Set();
    while (made.size < count) {
        const parts = Array.from({ length: syllables }, () => SYLLABLES[random.below(SYLLABLES.length)]);
        const name = parts.join('');
        made.add(name[0].toUpperCase() + name.slice(1));
    }
    const list = [...made];
    return () => list[Math.floor((random.below(1 << 24) / 2 ** 24) ** 2 * list.length)];
}

function mistyped(random, text) {
    if (text.length < 3) return text;
    const at = random.below(text.length - 1);
    switch (random.below(3)) {
        case 0: return text.slice(0, at) + SYLLABLES[random.below(SYLLABLES.length)][0] + text.slice(at + 1);
        case 1: return text.slice(0, at) + text.slice(at + 1);
        default: return text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2);
    }
}

// Writes `records` rows and their truth.
function sample(records) {
    const random = dice(20_261_122);
    const given = names(random, 400, 2);
    const surname = names(random, 12_000, 3);
    const city = names(random, 300, 2);
    const two = (value) => String(value).padStart(2, '0');
    const files = { rows: join(out, `latin-${records}.csv`), truth: join(out, `latin-${records}-truth.csv`) };
    const [rows, truth] = [openSync(files.rows, 'w'), openSync(files.truth, 'w')];
    let lines = ['id,first_name,surname,dob,city,email\n'];
    let answers = ['record_id,cluster_id\n'];
    const flush = () => {
        writeSync(rows, lines.join(''));
        writeSync(truth, answers.join(''));
        [lines, answers] = [[], []];
    };
    for (let id = 0, person = 0; id < records; person += 1) {
        const [first, last] = [given(), surname()];
        const self = [
            first, last, `${1930 + random.below(78)}-${two(1 + random.below(12))}-${two(1 + random.below(28))}`, city(),
            `${first}.${last}${random.below(3000)}@${DOMAINS[random.below(DOMAINS.length)]}`.toLowerCase()];
        for (let copy = 0; id < records && (copy === 0 || random.chance(0.45)); copy += 1, id += 1) {
            const cells = self.map((cell) =>
                copy === 0 ? cell : random.chance(0.1) ? mistyped(random, cell) : random.chance(0.08) ? '' : cell);
            lines.push(`${id},${cells.join(',')}\n`);
            answers.push(`${id},${person}\n`);
        }
        if (lines.length > 10_000) flush();
    }
    flush();
    closeSync(rows);
    closeSync(truth);
    return files;
}

function match({ rows, truth }, more) {
    const done = spawnSync(
        program, ['match', rows, '--id', 'id', '--truth', truth, '--json', ...more],
        { maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'pipe'] });
    if (done.status !== 0) throw new Error(`genbo match: exit ${done.status ?? done.signal} ${done.stdout}${done.stderr}`);
    return JSON.parse(done.stdout.toString());
}

const about = machine();
console.log(`${about.cpu}, ${about.cores} cores; load before the run ${about.load_before.toFixed(1)}\n`);
console.log('| records | pairs compared | CPU s | wall s | peak MiB | precision | recall | F1 |');
console.log('| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
const points = { chosen: [], all: [] };
for (const records of sizes) {
    const files = sample(records);
    for (const [name, more] of [['chosen', []], ['all', ['--pairs-per-record', '0']]]) {
        const found = match(files, more);
        points[name].push([records, found.cpu_s]);
        console.log(
            `| ${records} | ${found.pairs_compared}${name === 'all' ? ' (all)' : ''} | ${found.cpu_s.toFixed(2)} | ` +
            `${found.wall_s.toFixed(2)} | ${found.peak_mb.toFixed(0)} | ${found.precision.toFixed(4)} | ` +
            `${found.recall.toFixed(4)} | ${found.f1.toFixed(4)} |`);
    }
}
const grown = (name) => slope(points[name])?.toFixed(2) ?? '–';
console.log(`\nGrowth of CPU (slope of log over log, 1 is linear): ${grown('chosen')}; all pairs ${grown('all')}.`);
