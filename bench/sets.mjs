// SPDX-License-Identifier: Apache-2.0
//
// The labelled sets, as data: where they lie below GENBO_DATA and what their owners say of them (which
// column names the row, that a source is free of duplicates).  Nothing here tunes the matcher.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { csvOf, rowsOf, tableOf } from './csv.mjs';

const isTruth = (name) => /truth|mapping|labels/i.test(name);

// The columns that tell the truth: each of their values belongs to one true cluster and the other way round.
function tellTales({ header, rows }, keys, truth) {
    const found = [];
    header.forEach((name, column) => {
        const there = new Map();
        const back = new Map();
        const several = new Set(truth.values()).size < truth.size;
        const same = several && rows.every((row, i) => {
            const cluster = truth.get(keys(row, i));
            const value = row[column] ?? '';
            if (cluster === undefined || value === '') return false;
            if (!there.has(value)) there.set(value, cluster);
            if (!back.has(cluster)) back.set(cluster, value);
            return there.get(value) === cluster && back.get(cluster) === value;
        });
        if (same) found.push(name);
    });
    return found;
}

// The column that holds the truth's keys; undefined: rows are numbered from 0.
function keyColumn({ header, rows }, keys) {
    return header.find((_, column) => rows.length > 0 && rows.every((row) => keys.has(row[column])));
}

// A folder nobody has described: set.json may name {"files", "id", "ignore", "unique_sources", "truth"}.
export function folderSet(folder, name = basename(folder), bar = undefined, steward = false) {
    const load = () => {
        const said = existsSync(join(folder, 'set.json')) ? JSON.parse(readFileSync(join(folder, 'set.json'))) : {};
        const all = readdirSync(folder).filter((file) => /\.(csv|tsv)$/.test(file)).sort();
        const truthFile = said.truth ?? all.find((file) => /truth|mapping/i.test(file));
        const names = said.files ?? (all.includes('records.csv') ? ['records.csv'] : all.filter((file) => !isTruth(file)));
        const files = names.map((file) => join(folder, file));
        const [truthHeader, ...truthRows] = rowsOf(readFileSync(join(folder, truthFile)));
        const set = { name, files, id: said.id, ignore: said.ignore ?? [], unique: said.unique_sources ?? false, steward };
        const first = tableOf(files[0]);
        const keys = new Set(truthRows.map(([key]) => key));
        if (!/row/i.test(truthHeader[0])) set.id ??= keyColumn(first, keys);
        const second = files.length === 2 ? tableOf(files[1]) : undefined;
        const idsOf = ({ header, rows }) => new Set(rows.map((row) => row[header.indexOf(set.id ?? header[0])]));
        if (second && truthRows.every(([, b]) => idsOf(second).has(b))) return { ...set, pairs: truthRows };
        set.truth = new Map(truthRows.map(([key, cluster]) => [key, cluster]));
        const at = first.header.indexOf(set.id);
        set.ignore = [...set.ignore, ...tellTales(first, (row, i) => (at < 0 ? String(i) : row[at]), set.truth)
            .filter((column) => column !== set.id && !set.ignore.includes(column))];
        return set;
    };
    return { name, bar, load, missing: !existsSync(folder) };
}

const without = (set, ignored, name, bar) => ({
    ...set, name, bar, load: () => ({ ...set.load(), name, ignore: ignored, steward: false }) });

function dblpAcm(folder) {
    const load = () => ({
        name: 'dblp-acm', files: ['DBLP2.csv', 'ACM.csv'].map((file) => join(folder, file)), id: 'id', unique: true,
        pairs: rowsOf(readFileSync(join(folder, 'DBLP-ACM_perfectMapping.csv'))).slice(1) });
    return { name: 'dblp-acm', bar: 0.97, load, missing: !existsSync(folder) };
}

function unpacked(command, path) {
    const done = spawnSync(command, ['-dc', path], { maxBuffer: 1 << 30 });
    if (done.status !== 0) throw new Error(`${command} ${path}: ${done.stderr}`);
    return done.stdout;
}

// Names, kana and addresses alone; the record's name is the code with the list's date before it.
function edinetList(folder, date) {
    const [header, ...rows] = rowsOf(unpacked('xz', join(folder, `corporate-edinet-${date}.tsv.xz`)), '\t');
    const pick = (row, name) => row[header.indexOf(name)];
    return rows.map((row) => [
        `${date}-${pick(row, 'edinet_code')}`, pick(row, 'name'), pick(row, 'name_kana'), pick(row, 'address')]);
}

function edinet(folder, work) {
    const dates = ['20251224', '20260811'];
    const load = () => {
        const lists = dates.map((date) => edinetList(folder, date));
        const files = dates.map((date) => join(work, `edinet-${date}.csv`));
        files.forEach((file, i) =>
            writeFileSync(file, csvOf([['record_id', 'name', 'name_kana', 'address'], ...lists[i]])));
        const truth = new Map(lists.flat().map(([id]) => [id, id.slice(9)]));
        return { name: 'edinet', files, id: 'record_id', truth };
    };
    return { name: 'edinet', bar: 0.98, load, missing: !existsSync(join(folder, `corporate-edinet-${dates[0]}.tsv.xz`)) };
}

// No truth: the links are counted, and 200 of them written out for a check by eye.
function edinetJigyosyo(folder, work) {
    const load = () => {
        const text = new TextDecoder('shift_jis').decode(unpacked('zcat', join(folder, 'jigyosyo-cp932.csv.gz')));
        const offices = rowsOf(Buffer.from(text)).map((row, i) => [
            `J${i}`, row[2], row[1], `${row[3]}${row[4]}${row[5]}${row[6]}`]);
        const companies = edinetList(folder, '20260811');
        const header = ['record_id', 'name', 'name_kana', 'address'];
        const files = ['companies.csv', 'offices.csv'].map((file) => join(work, file));
        writeFileSync(files[0], csvOf([header, ...companies]));
        writeFileSync(files[1], csvOf([header, ...offices]));
        const texts = new Map([...companies, ...offices].map((row) => [row[0], row.slice(1).join('\t')]));
        return { name: 'edinet-jigyosyo', files, id: 'record_id', sample: (records) => linkSample(records, texts) };
    };
    return { name: 'edinet-jigyosyo', load, missing: !existsSync(join(folder, 'jigyosyo-cp932.csv.gz')) };
}

// 200 links drawn by lot, each as two lines and a blank one.  A link's lot is a hash of its two names, so
// that a matcher which changes a few links draws nearly the same sample again.
const LOT = 'genbo sample check 1';

function linkSample(records, texts) {
    const clusters = new Map();
    for (const record of records) clusters.set(record.cluster, [...(clusters.get(record.cluster) ?? []), record]);
    const links = [];
    for (const members of clusters.values()) {
        const [left, right] = ['1', '2'].map((source) => members.filter((member) => member.source === source));
        for (const a of left) for (const b of right) {
            const pair = [a.id, b.id];
            links.push({ pair, lot: createHash('sha256').update([LOT, ...pair].join('|')).digest('hex') });
        }
    }
    links.sort((x, y) => (x.lot < y.lot ? -1 : 1));
    return links.slice(0, 200).map(({ pair }) => pair.map((id) => `${id}\t${texts.get(id)}\n`).join('')).join('\n');
}

export function knownSets(data, work) {
    if (!data) throw new Error('GENBO_DATA: the folder with matching/ and japanese/');
    const labelled = (name, bar, steward) => folderSet(join(data, 'matching', name), name, bar, steward);
    const febrl3 = labelled('febrl3', 0.999);
    const japanese = join(data, 'japanese');
    return [
        labelled('febrl1', 0.999), labelled('febrl2', 0.998), febrl3,
        without(febrl3, ['soc_sec_id'], 'febrl3-without-ssn', 0.985), labelled('splink-fake-1000', 0.93, true),
        labelled('splink-fake-20000', 0.9, true), dblpAcm(join(data, 'matching', 'dblp-acm')),
        labelled('chicago-earlychildhood', 0.93), edinet(japanese, work), edinetJigyosyo(japanese, work)];
}
