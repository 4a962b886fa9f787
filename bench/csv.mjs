// SPDX-License-Identifier: Apache-2.0
//
// CSV and TSV for the benchmarks: quoted cells, doubled quotes, line ends inside cells.

import { readFileSync } from 'node:fs';

// Latin-1 where the bytes are not UTF-8.
export function textOf(bytes) {
    try {
        return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
        return new TextDecoder('latin1').decode(bytes);
    }
}

// Rows of cells; blank lines are left out, blanks around cells too.
export function rowsOf(bytes, separator = ',') {
    const text = textOf(bytes);
    const rows = [];
    let row = [];
    let cell = '';
    let quoted = false;
    let was = false;
    const end = () => {
        row.push(was ? cell : cell.trim());
        cell = '';
        was = false;
    };
    const line = () => {
        end();
        if (row.length > 1 || row[0] !== '') rows.push(row);
        row = [];
    };
    for (let i = 0; i < text.length; i += 1) {
        const c = text[i];
        if (quoted) {
            if (c !== '"') cell += c;
            else if (text[i + 1] === '"') cell += text[++i];
            else quoted = false;
        } else if (c === '"' && cell.trim() === '') {
            quoted = true;
            was = true;
            cell = '';
        } else if (c === separator) end();
        else if (c === '\n') line();
        else if (c !== '\r') cell += c;
    }
    if (cell !== '' || row.length > 0) line();
    return rows;
}

// {header, rows} of a file.
export function tableOf(path) {
    const [header, ...rows] = rowsOf(readFileSync(path), path.endsWith('.tsv') ? '\t' : ',');
    return { header, rows };
}

export function csvOf(rows) {
    const cell = (text) => (/[",\r\n]/.test(text) ? `"${String(text).replaceAll('"', '""')}"` : String(text));
    return rows.map((row) => row.map(cell).join(',') + '\n').join('');
}
