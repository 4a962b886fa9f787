// SPDX-License-Identifier: Apache-2.0
//
// The files of one wave: made-up people, spread over three sources, each source twice, as it first
// comes and with a third of its rows changed.  Of every file there are overlapping slices, so that the
// same row comes in at several nodes at once; which person a row speaks of is not looked at, so twins
// are everywhere.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SOURCES = 3;
const SLICES = 3;
const REFUSED_EVERY = 97;
const WHOLE_MAIL = /^[\w.+-]+@[\w-]+(\.[\w-]+)+$/;  // Some were written down badly.

function write(folder, name, header, rows) {
    const path = join(folder, name);
    writeFileSync(path, [header, ...rows].join('\n') + '\n');
    return path;
}

// [{ source, mapping, phases: [{ whole, slices }], rows, refused, changed, people }]
export async function makeWave(house, chance, wave, persons) {
    const out = `demo-${wave}`;
    await house.must(['demo', out, '--one-file', '--persons', String(persons), '--seed', String(100 + wave), '--json']);
    const [header, ...lines] = readFileSync(join(house.folder, out, 'one.csv'), 'utf8').trimEnd().split('\n');
    const columns = header.split(',');
    const [phone, mail, address] = ['電話番号', 'メール', '住所'].map((name) => columns.indexOf(name));
    const sources = Array.from({ length: SOURCES }, () => []);
    for (const line of chance.shuffled(lines)) sources[chance.below(SOURCES)].push(`w${wave}-${line}`);

    const made = [];
    for (const [index, rows] of sources.entries()) {
        const first = rows.map((row, i) => (i % REFUSED_EVERY === REFUSED_EVERY - 1 ? `${row} 4111 1111 1111 1111` : row));
        let changed = 0;
        const second = first.map((row, i) => {
            const cells = row.split(',');
            if (i % 3 !== 0 || i % REFUSED_EVERY === REFUSED_EVERY - 1 || row.includes('"')) return row;
            changed += 1;
            cells[phone] = `090-${String(wave).padStart(4, '0')}-${String(7 * i % 10000).padStart(4, '0')}`;
            if (i % 2 === 0) cells[address] += ' 別館';
            return cells.join(',');
        });
        const source = `w${wave}-s${index}`;
        const phases = [first, second].map((all, phase) => {
            const step = Math.ceil(all.length / SLICES);
            const slices = Array.from({ length: SLICES }, (_, i) => all.slice(i * step, Math.floor((i + 1.5) * step)));
            const named = (name, part) => ({
                source, path: write(house.folder, `${source}-${phase}-${name}.csv`, header, part), rows: part.length });
            return { whole: named('whole', all), slices: slices.filter((part) => part.length > 0).map((part, i) => named(i, part)) };
        });
        const mapping = join(house.folder, `${source}.json`);
        const guessed = await house.run(['mapping', phases[0].whole.path]);
        writeFileSync(mapping, guessed.out);
        const people = second.flatMap((row, i) => {
            const cells = row.split(',');
            const good = WHOLE_MAIL.test(cells[mail]) && i % REFUSED_EVERY !== REFUSED_EVERY - 1;
            return good ? [{ text: cells[mail], key: cells[0] }] : [];
        });
        made.push({ source, mapping, phases, changed, people, rows: rows.length, refused: Math.floor(rows.length / REFUSED_EVERY) });
    }
    return made;
}
