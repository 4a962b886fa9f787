// SPDX-License-Identifier: Apache-2.0
//
// The labelled sets in other clothes: the same people, another file.  A matcher that is tuned to the files
// it knows falls here; F1 of each variant stands beside that of the set as it came.
// Made-up Japanese customers are dressed as well, and need no GENBO_DATA.
//   GENBO_DATA=FOLDER node robustness.mjs PROGRAM [SET…]

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { japaneseClothes } from './clothes_japanese.mjs';
import { csvOf, rowsOf, tableOf } from './csv.mjs';
import { scoreClusters } from './pairwise.mjs';
import { folderSet, knownSets } from './sets.mjs';

const program = resolve(process.argv[2]);
const wanted = process.argv.slice(3);
const work = mkdtempSync(join(tmpdir(), 'genbo-robustness-'));

// The same number for the same words on every run.
const lot = (...words) => createHash('sha256').update(words.join('|')).digest().readUInt32BE(0);

const isName = (name) => /name$/.test(name);
const isDate = (name) => /^(dob|date_of_birth)$/.test(name);
const isTown = (name) => /^(city|suburb)$/.test(name);
const follow = (town, many) => (town ? `R${lot('region', town) % many}` : '');
const age = (date) => { const n = 2026 - Number(date.slice(0, 4)); return n >= 0 && n < 130 ? String(n) : ''; };
const isPlace = (name) => /^(street_number|address_1|address_2|suburb|postcode|state)$/.test(name);
const joined = (table, row, wants) =>
    table.header.map((name, i) => (wants(name) ? row[i] : '')).filter((cell) => cell).join(' ');

const mapped = (table, cell) =>
    ({ header: table.header, rows: table.rows.map((row, i) => row.map((text, at) => cell(text, table.header[at], i, row))) });
const appended = (table, name, cell) =>
    ({ header: [...table.header, name], rows: table.rows.map((row, i) => [...row, cell(row, i)]) });
const picked = (table, keep) => {
    const at = table.header.map((_, i) => i).filter((i) => keep(table.header[i]));
    return { header: at.map((i) => table.header[i]), rows: table.rows.map((row) => at.map((i) => row[i])) };
};
const has = (wants) => (table) => table.header.filter(wants).length > 1;

const dayFirst = (text) => {
    const digits = text.replace(/\D/g, '');
    return digits.length === 8 ? `${digits.slice(6)}/${digits.slice(4, 6)}/${digits.slice(0, 4)}` : text;
};

// {name, of: table → table}; the first column is the record's id and stays.
const variants = [
    { name: 'as it came', of: (table) => table },
    { name: 'columns turned round', of: (table) => {
        const turn = ([id, ...cells]) => [id, ...cells.reverse()];
        return { header: turn([...table.header]), rows: table.rows.map((row) => turn([...row])) };
    } },
    { name: 'headers that say nothing', of: (table) =>
        ({ header: table.header.map((name, i) => (i === 0 ? name : `c${i}`)), rows: table.rows }) },
    { name: 'capital letters', of: (table) => mapped(table, (text, _, __, row) => (text === row[0] ? text : text.toUpperCase())) },
    { name: 'dates day first', when: (table) => table.header.some(isDate),
        of: (table) => mapped(table, (text, name) => (isDate(name) ? dayFirst(text) : text)) },
    { name: 'the birth date in three columns', when: (table) => table.header.some(isDate),
        of: (table) => {
            const at = table.header.findIndex(isDate);
            const digits = (row) => row[at].replace(/\D/g, '');
            const part = (from, to) => (row) => (digits(row).length === 8 ? String(Number(digits(row).slice(from, to))) : '');
            const rest = picked(table, (name) => !isDate(name));
            return [['by', 0, 4], ['bm', 4, 6], ['bd', 6, 8]].reduce(
                (made, [name, from, to]) => appended(made, name, (_, i) => part(from, to)(table.rows[i])), rest);
        } },
    { name: 'the full name beside its parts', when: has(isName),
        of: (table) => appended(table, 'full_name', (row) => joined(table, row, isName)) },
    { name: 'the full name alone', when: has(isName),
        of: (table) => appended(picked(table, (name) => !isName(name)), 'full_name',
            (_, i) => joined(table, table.rows[i], isName)) },
    { name: 'the address in one cell', when: has(isPlace),
        of: (table) => appended(picked(table, (name) => !isPlace(name)), 'address',
            (_, i) => joined(table, table.rows[i], isPlace)) },
    ...[1, 2, 3, 4, 5].map((at) => ({ name: `column ${at} twice`, when: (table) => table.header.length > at,
        of: (table) => appended(table, `${table.header[at]}_copy`, (row) => row[at]) })),
    { name: 'a region that follows from the town', when: (table) => table.header.some(isTown),
        of: (table) => appended(table, 'region', (row) => follow(row[table.header.findIndex(isTown)], 12)) },
    { name: 'a district that follows from it', when: (table) => table.header.some(isTown),
        of: (table) => appended(table, 'district', (row) => follow(row[table.header.findIndex(isTown)], 300)) },
    { name: 'the year of birth beside the date', when: (table) => table.header.some(isDate),
        of: (table) => appended(table, 'birth_year', (row) => row[table.header.findIndex(isDate)].slice(0, 4)) },
    { name: 'the age beside the date', when: (table) => table.header.some(isDate),
        of: (table) => appended(table, 'age', (row) => age(row[table.header.findIndex(isDate)])) },
    { name: 'initials beside the name', when: has(isName),
        of: (table) => appended(table, 'initials', (row) => joined(table, row, isName).split(' ').map((word) => word[0]).join('')) },
    { name: 'columns that tell nothing', of: (table) => {
        const one = appended(table, 'country', () => 'AU');
        const two = appended(one, 'loaded_at', (_, i) => `2024-01-${10 + (i % 9)} 10:${10 + (i % 50)}:00`);
        const three = appended(two, 'batch', (row) => `B${lot(row[0]) % 7}`);
        return appended(three, 'uuid', (row) => createHash('md5').update(row[0]).digest('hex'));
    } },
    { name: 'a trade for each person', of: (table, truth) => appended(table, 'occupation', (row) =>
        (lot('missing', row[0]) % 4 === 0 ? '' :
            ['painter', 'writer', 'clerk', 'farmer', 'politician', 'cricketer', 'teacher'][lot(truth.get(row[0])) % 7])) },
    { name: 'every third cell empty', of: (table) =>
        mapped(table, (text, name, _, row) => (text !== row[0] && lot('gap', name, row[0]) % 3 === 0 ? '' : text)) },
    { name: 'every record twice', of: (table) =>
        ({ header: table.header, rows: table.rows.flatMap((row) => [row, [`again-${row[0]}`, ...row.slice(1)]]) }),
        truth: (truth) => new Map([...truth].flatMap(([id, cluster]) => [[id, cluster], [`again-${id}`, cluster]])) },
    { name: 'two lists without duplicates', lists: true, of: (table) => table },
];

// The first two records of each true cluster, one to each list.
function lists(table, truth) {
    const seen = new Map();
    const files = [[table.header], [table.header]];
    for (const row of table.rows) {
        const count = seen.get(truth.get(row[0])) ?? 0;
        seen.set(truth.get(row[0]), count + 1);
        if (count < 2) files[count].push(row);
    }
    return files;
}

function score(set, table, variant) {
    const truth = variant.truth ? variant.truth(set.truth) : set.truth;
    const parts = variant.lists ? lists(table, truth) : [[table.header, ...table.rows]];
    const files = parts.map((rows, i) => {
        const file = join(work, `${i}.csv`);
        writeFileSync(file, csvOf(rows));
        return file;
    });
    const clusters = join(work, 'clusters.csv');
    const args = ['match', ...files, '--out', clusters, '--json', '--id', table.header[0],
        ...(variant.lists ? ['--unique-sources'] : [])];
    const done = spawnSync(program, args, { maxBuffer: 1 << 30 });
    if (done.status !== 0) throw new Error(`genbo ${args.join(' ')}: ${done.stdout}${done.stderr}`);
    const found = JSON.parse(done.stdout);
    const records = rowsOf(readFileSync(clusters)).slice(1).map(([id, cluster, source]) => ({ id, cluster, source: source ?? '1' }));
    return { ...scoreClusters(records, truth, variant.lists), expected: found.expected_precision };
}

// The set's table: the record's id in the first column, and nothing that tells the truth.
function tableOfSet(set) {
    const whole = tableOf(set.files[0]);
    whole.header = whole.header.map((name) => name.trim());
    const table = picked(whole, (name) => !set.ignore.includes(name));
    if (!set.id)
        return { header: ['row', ...table.header], rows: table.rows.map((row, i) => [String(i), ...row]) };
    const at = table.header.indexOf(set.id);
    const first = (cells) => [cells[at], ...cells.filter((_, i) => i !== at)];
    return { header: first(table.header), rows: table.rows.map(first) };
}

// Made-up Japanese customers, the same on every run.
function japaneseSet() {
    const folder = join(work, 'japanese');
    const made = spawnSync(program, ['demo', folder, '--one-file', '--seed', '6', '--persons', '12000']);
    if (made.status !== 0) throw new Error(`genbo demo: ${made.stdout}${made.stderr}`);
    writeFileSync(join(folder, 'set.json'), JSON.stringify({ files: ['one.csv'], id: 'record_id' }));
    return folderSet(folder, 'made-up Japanese customers');
}

function dressed(set, clothes) {
    const table = tableOfSet(set);
    console.log(`\n${set.name}`);
    for (const variant of clothes) {
        if (variant.when && !variant.when(table)) continue;
        const { precision, recall, f1 } = score(set, variant.of(table, set.truth), variant);
        console.log(`  ${variant.name.padEnd(47)} P ${precision.toFixed(4)}  R ${recall.toFixed(4)}  F1 ${f1.toFixed(4)}`);
    }
}

try {
    const known = process.env.GENBO_DATA ? knownSets(process.env.GENBO_DATA, work) : [];
    for (const one of [...known, japaneseSet()]) {
        if (one.missing || (wanted.length > 0 && !wanted.includes(one.name))) continue;
        const set = one.load();
        if (set.truth && set.files.length === 1)
            dressed(set, one.name.startsWith('made-up') ? japaneseClothes : variants);
    }
} finally {
    rmSync(work, { recursive: true, force: true });
}
