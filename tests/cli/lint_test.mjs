// SPDX-License-Identifier: Apache-2.0
//
// What makes the linter read a file again (tools/setup/lint_tidy.mjs), with a stand-in for the linter
// that writes down what it is given.   node lint_test.mjs

import { equal } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

const program = resolve(import.meta.dirname, '../../tools/setup/lint_tidy.mjs');
const house = mkdtempSync(join(tmpdir(), 'genbo-lint-'));
const at = (...path) => join(house, ...path);

function put(path, text) {
    mkdirSync(join(at(path), '..'), { recursive: true });
    writeFileSync(at(path), text);
}
const flags = { 'src/a.cc': '-O1', 'src/b.cc': '-O1' };
function compileAs(changes = {}) {
    Object.assign(flags, changes);
    const all = Object.entries(flags).map(([file, flag]) => ({
        directory: at('build/debug'),
        file: at(file),
        command: `c++ ${flag} -I${at('src')} -c ${at(file)}`,
    }));
    put('build/debug/compile_commands.json', JSON.stringify(all));
}
// The files that were read.
function lint() {
    rmSync(at('read'), { force: true });
    const run = spawnSync(process.execPath, [program, 'build/debug'], {
        cwd: house,
        encoding: 'utf8',
        env: { ...process.env, PATH: at('bin') + delimiter + process.env.PATH, GENBO_JOBS: '1' },
    });
    equal(run.status, 0, run.stdout + run.stderr);
    return existsSync(at('read')) ? readFileSync(at('read'), 'utf8').trim().split('\n').sort().join(' ') : '';
}

const both = 'src/a.cc src/b.cc';
try {
    put('bin/clang-tidy-19', '#!/bin/sh\n[ "$1" = --version ] && echo 19 && exit\nfor last; do :; done\necho "$last" >>read\n');
    spawnSync('chmod', ['755', at('bin/clang-tidy-19')]);
    put('.clang-tidy', 'Checks: "*"\n');
    put('src/a.h', 'int a();\n');
    put('src/a.cc', '#include "a.h"\nint a() { return 1; }\n');
    put('src/b.cc', 'int b() { return 2; }\n');
    compileAs();
    equal(lint(), both);
    equal(lint(), '');
    appendFileSync(at('src/a.h'), 'int c();\n');
    equal(lint(), 'src/a.cc');
    compileAs({ 'src/b.cc': '-O1 -DMORE' });
    equal(lint(), 'src/b.cc');
    equal(lint(), '');
    compileAs({ 'src/a.cc': '-O2', 'src/b.cc': '-O2' });
    equal(lint(), both);
    appendFileSync(at('.clang-tidy'), 'WarningsAsErrors: "*"\n');
    equal(lint(), both);
    equal(lint(), '');
    console.log('ok    what is read again is what changed, or how it is read\n1 passed, 0 failed');
} finally {
    rmSync(house, { recursive: true, force: true });
}
