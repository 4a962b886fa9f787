// SPDX-License-Identifier: Apache-2.0
//
// The table of docs/asvs.md against the standard's list of requirements and against the tree: every
// requirement of level 1 and 2 once, with its level; every test and file that proves one is there;
// the counts at the top are those of the rows.
//
//   node tests/cli/asvs_test.mjs
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Cases } from './harness.mjs';

// ASVS 5.0.0: the level of each requirement of a section, in order; 3 is not ours to answer here.
const SECTIONS = {
    1.1: '22', 1.2: '1111122223', 1.3: '112222222223', 1.4: '222', 1.5: '123',
    2.1: '122', 2.2: '112', 2.3: '12223', 2.4: '23',
    3.1: '3', 3.2: '113', 3.3: '12223', 3.4: '11222233', 3.5: '11122333', 3.6: '3', 3.7: '22333',
    4.1: '12233', 4.2: '23333', 4.3: '22', 4.4: '1222',
    5.1: '2', 5.2: '112333', 5.3: '113', 5.4: '222',
    6.1: '122', 6.2: '111111112222', 6.3: '11223333', 6.4: '112233', 6.5: '22222333', 6.6: '2223', 6.7: '33', 6.8: '2222',
    7.1: '222', 7.2: '1111', 7.3: '22', 7.4: '11222', 7.5: '223', 7.6: '22',
    8.1: '1233', 8.2: '1123', 8.3: '133', 8.4: '23',
    9.1: '111', 9.2: '1222',
    10.1: '22', 10.2: '223', 10.3: '22223', 10.4: '1111122222233333', 10.5: '22222', 10.6: '22', 10.7: '222',
    11.1: '2233', 11.2: '22233', 11.3: '11233', 11.4: '1222', 11.5: '23', 11.6: '23', 11.7: '33',
    12.1: '12233', 12.2: '11', 12.3: '22223',
    13.1: '2333', 13.2: '222223', 13.3: '2233', 13.4: '1222233',
    14.1: '22', 14.2: '12223333', 14.3: '122',
    15.1: '12233', 15.2: '12233', 15.3: '1222222', 15.4: '3333',
    16.1: '2', 16.2: '22222', 16.3: '2222', 16.4: '222', 16.5: '2223',
    17.1: '23', 17.2: '22223333', 17.3: '22',
};
const STATES = ['met', 'partly', 'not met', 'n.a.'];

const test = new Cases();
const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const page = readFileSync(join(root, 'docs/asvs.md'), 'utf8');

const wanted = new Map();
let all = 0;
for (const [section, levels] of Object.entries(SECTIONS))
    [...levels].forEach((level, at) => {
        all += 1;
        if (level !== '3') wanted.set(`V${section}.${at + 1}`, level);
    });
test.that('the standard has 345 requirements', all === 345, all);
test.that('… 253 of them of level 1 and 2', wanted.size === 253, wanted.size);
test.that('… 70 of level 1', [...wanted.values()].filter((level) => level === '1').length === 70);

const rows = page.split('\n').filter((line) => line.startsWith('| V')).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
test.that('the table has 253 rows', rows.length === 253, rows.length);
test.that('… of five cells', rows.every((row) => row.length === 5), rows.filter((row) => row.length !== 5).join('\n'));
const seen = rows.map((row) => row[0]);
test.that('… each requirement once', new Set(seen).size === seen.length, seen.filter((id, at) => seen.indexOf(id) !== at));
test.that('… and no other', seen.every((id) => wanted.has(id)), seen.filter((id) => !wanted.has(id)));
test.that('… none missing', [...wanted.keys()].every((id) => seen.includes(id)), [...wanted.keys()].filter((id) => !seen.includes(id)));
const wrong = rows.filter((row) => wanted.get(row[0]) !== row[1]).map((row) => row[0]);
test.that('… with its level', wrong.length === 0, wrong);
test.that('… a status that is one', rows.every((row) => STATES.includes(row[3])), rows.filter((row) => !STATES.includes(row[3])).map((row) => row[0]));
test.that('… words of its own', rows.every((row) => row[2].length > 2 && row[4].length > 2));

for (const state of STATES) {
    const told = new RegExp(`^\\| ${state.replaceAll('.', '\\.')} \\|.*\\| (\\d+) \\|$`, 'm').exec(page);
    const count = rows.filter((row) => row[3] === state).length;
    test.that(`the count of "${state}" is that of the rows`, Number(told?.[1]) === count, `${told?.[1]}, not ${count}`);
}

const tests = new Set();
for (const folder of ['src', 'tests'])
    for (const path of readdirSync(join(root, folder), { recursive: true }))
        if (String(path).endsWith('_test.cc'))
            for (const [, suite, name] of readFileSync(join(root, folder, String(path)), 'utf8').matchAll(/\b(?:TYPED_)?TEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\)/g))
                tests.add(`${suite}.${name}`);
const missing = [];
for (const row of rows) {
    const names = [...row[4].matchAll(/`([^`]+)`/g)].map(([, name]) => name);
    for (const name of names) {
        const is_test = /^[A-Z][A-Za-z0-9]+\.[A-Z]\w+$/.test(name);
        const is_file = name.includes('/') || /\.(md|mjs|json)$/.test(name);
        if (!is_test && !is_file) continue;
        if (is_test ? tests.has(name) : existsSync(join(root, name))) continue;
        missing.push(`${row[0]} ${name}`);
    }
    if (row[3] === 'met' && names.length === 0 && !row[4].includes('security.md')) missing.push(`${row[0]} by words only`);
}
test.that('every test and file that is named exists', missing.length === 0, missing.join('\n'));

const anchors = new Set([...readFileSync(join(root, 'docs/security.md'), 'utf8').matchAll(/^#+ (.*)$/gm)]
    .map(([, title]) => title.toLowerCase().replace(/[^a-z0-9 -]/g, '').replaceAll(' ', '-')));
const links = [...page.matchAll(/security\.md#([a-z-]+)/g)].map(([, anchor]) => anchor).filter((anchor) => !anchors.has(anchor));
test.that('every chapter of security.md that is named exists', links.length === 0, links);
process.exit(test.finish());
