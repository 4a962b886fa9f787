// SPDX-License-Identifier: Apache-2.0
//
// clang-tidy over C++ sources, as many at a time as there are cores, and only over what changed: a
// file that was found clean is not read again until it, a header of ours that it includes, how it is
// compiled, the rules (.clang-tidy), the linter itself or what it is called with is another one.  So
// a run that was stopped goes on where it was.
//   node lint_tidy.mjs BUILD [FILE…]      BUILD has compile_commands.json; without files: all it names
// Settings: GENBO_JOBS.
//
// build/lint/FILE.clean holds the sum of what was read, build/log/tidy.log what was found.  Headers of
// the system and files that the build makes are not in the sum; remove build/lint when they change.

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative } from 'node:path';

const TIDY = 'clang-tidy-19';
const [build, ...asked] = process.argv.slice(2);
const root = process.cwd();

const sums = new Map();  // path -> { sum, includes }
function lookAt(path) {
    if (!sums.has(path)) {
        const text = readFileSync(path, 'utf8');
        const includes = [...text.matchAll(/^\s*#include "([^"]+)"/gm)]
            .map(([, name]) =>
                [join('src', name), join(dirname(path), name), join('tests', name)].find((at) => existsSync(at)))
            .filter(Boolean);
        sums.set(path, { sum: createHash('sha256').update(text).digest('hex'), includes });
    }
    return sums.get(path);
}

// A file that is compiled more than once is read once for each; other places of the same tree are one.
const compiled = new Map();  // path -> how
for (const { file, command, arguments: words } of JSON.parse(
    readFileSync(join(build, 'compile_commands.json'), 'utf8'),
)) {
    const path = relative(root, file);
    const how = (command ?? words.join(' ')).replaceAll(root, '.');
    compiled.set(path, [...(compiled.get(path) ?? []), how].sort());
}

const options = ['-p', build, '--quiet'];
const rules = [
    spawnSync(TIDY, ['--version'], { encoding: 'utf8' }).stdout,
    readFileSync('.clang-tidy', 'utf8'),
    options.join(' '),
];

function sumOf(path) {
    const reached = new Set([path]);
    for (const one of reached) lookAt(one).includes.forEach((name) => reached.add(name));
    const all = createHash('sha256');
    [...rules, ...(compiled.get(path) ?? [])].forEach((text) => all.update(`${text.length} ${text}\n`));
    [...reached].sort().forEach((name) => all.update(`${name} ${lookAt(name).sum}\n`));
    return all.digest('hex');
}

const named = [...compiled.keys()].filter((file) => /^(src|tests)\//.test(file));
const files = [...new Set(asked.length > 0 ? asked : named)].sort();
const stampOf = (file) => join('build/lint', `${file}.clean`);
const todo = files
    .map((file) => ({ file, sum: sumOf(file) }))
    .filter(({ file, sum }) => !existsSync(stampOf(file)) || readFileSync(stampOf(file), 'utf8') !== sum)
    // The largest first, so that no core has nothing to do at the end.
    .sort((a, b) => statSync(b.file).size - statSync(a.file).size);
console.log(`[0/${todo.length}] to read, ${files.length - todo.length} as clean as they were`);

let done = 0;
let found = '';
function lint({ file, sum }) {
    return new Promise((ended) => {
        let text = '';
        const child = spawn(TIDY, [...options, file], { stdio: ['ignore', 'pipe', 'pipe'] });
        child.stdout.on('data', (piece) => (text += piece));
        // "4711 warnings generated" stands there too, and what keeps the linter from reading at all.
        child.stderr.on('data', (piece) => (text += piece));
        child.on('error', (error) => (text += `error: ${error.message}\n`));
        child.on('close', (code) => {
            done += 1;
            if (code === 0) {
                mkdirSync(dirname(stampOf(file)), { recursive: true });
                writeFileSync(stampOf(file), sum);
            } else {
                found += `${file}: code ${code}\n${text}\n`;
                writeFileSync('build/log/tidy.log', found);
            }
            console.log(`[${done}/${todo.length}] ${code === 0 ? 'clean' : 'FOUND'} ${file}`);
            ended();
        });
    });
}

mkdirSync('build/log', { recursive: true });
writeFileSync('build/log/tidy.log', '');
const queue = [...todo];
const jobs = Number(process.env.GENBO_JOBS) || availableParallelism();
await Promise.all(
    Array.from({ length: jobs }, async () => {
        while (queue.length > 0) await lint(queue.shift());
    }),
);
process.exitCode = found === '' ? 0 : 1;
