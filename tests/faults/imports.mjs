// SPDX-License-Identifier: Apache-2.0
//
// Imports that are broken off, and what has to be true of what they leave: the rows that were said
// to be durable are there, in whole batches, the pages are sound, and the same file goes on from
// there to its end.

import { spawn } from 'node:child_process';
import { cpSync, existsSync, rmSync } from 'node:fs';

import { at, call, folder, genbo, must, program, sql } from './common.mjs';

export const importArgs = (file, batchRows) =>
    ['import', '--source', 's', '--batch-rows', String(batchRows), '--acknowledge', file];

// { code, signal, acknowledged, said }.
export function runImport(dir, file, batchRows, { before = [], env = {}, onWord = () => {} } = {}) {
    const words = [...before, program, ...importArgs(file, batchRows), '--dir', dir];
    const child = spawn(words[0], words.slice(1), {
        cwd: folder, env: { ...process.env, GENBO_LANG: 'en', ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (data) => {
        said += data;
        onWord(child, said);
    });
    return new Promise((done) => child.on('close', (code, signal) => {
        const words_ = [...said.matchAll(/ack (\d+)\n/g)].map(([, rows]) => Number(rows));
        done({ code, signal, said, acknowledged: words_.at(-1) ?? 0 });
    }));
}

// Of a copy, so that the program has to recover from the original as it is.
export function look(dir, acknowledged, batchRows, rows) {
    rmSync(at('look'), { recursive: true, force: true });
    cpSync(at(dir), at('look'), { recursive: true });
    const database = at('look', 'genbo.db');
    const one = (statement) => Object.values(sql(database, statement)[0])[0];
    must(one('PRAGMA integrity_check') === 'ok', 'the pages are not sound');
    const durable = one('SELECT coalesce(max(rows_read), 0) FROM import');
    must(durable >= acknowledged, `${acknowledged} rows were acknowledged, ${durable} are there`);
    must(durable % batchRows === 0 || durable === rows, `${durable} rows are no whole batches`);
    must(one('SELECT count(*) FROM record') <= rows, 'there are more records than rows');
    must(one('SELECT count(*) FROM record r LEFT JOIN record_version v ON v.record_id = r.record_id AND v.version = r.version WHERE v.record_id IS NULL') === 0,
        'a record has no current version');
    must(one('SELECT count(*) - (max(seq) - min(seq) + 1) FROM audit_leaf') === 0, 'an audit leaf is missing');
    return durable;
}

export function goOn(dir, file, batchRows, rows) {
    const done = call(importArgs(file, batchRows), { dir });
    must(done.code === 0, `the import does not go on: exit ${done.code} ${JSON.stringify(done.json)} ${done.error.slice(-300)}`);
    const there = Object.values(sql(at(dir, 'genbo.db'), 'SELECT count(*) FROM record')[0])[0];
    must(there === rows, `${there} records of ${rows} rows`);
}

// The place has everything that the master has.
export function restoresToTheSame(dir, place) {
    genbo(['backup', '--now'], { dir });
    rmSync(at('back'), { recursive: true, force: true });
    const restored = genbo(['restore', place, 'back', '--keyring', `${dir}/genbo.keyring`], { dir });
    must(restored.sound, 'what was restored is not sound');
    const facts = (where) => JSON.stringify(sql(at(where, 'genbo.db'),
        'SELECT record_id, version, hex(content_hash) AS hash, customer FROM record ORDER BY 1'));
    must(facts('back') === facts(dir), 'what was restored is another register');
    must(existsSync(at('back', 'genbo.toml')), 'the configuration was not restored');
}
