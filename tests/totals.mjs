// SPDX-License-Identifier: Apache-2.0
//
// Adds up what the runners left behind and prints one line, "N passed, N failed", as the last.
//
//   ctest.xml      one case per program; a GoogleTest program counts by its own report instead,
//   gtest/*.xml    unless it died before it could write one: then it is one failure
//   vitest.json    the console's unit tests
//   *.txt          a script's output: its last "N passed, N failed" line and "exit 0|1"
//
// A part that ran no test at all is a failure: silence must not look like success.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const rows = [];

const attribute = (tag, name) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(tag)?.[1] ?? 0);

function addGoogleTests() {
    const counted = new Set();
    for (const file of readdirSync(join(folder, 'gtest'))) {
        const text = readFileSync(join(folder, 'gtest', file), 'utf8');
        const root = /<testsuites [^>]*>/.exec(text)?.[0] ?? '';
        const tests = attribute(root, 'tests') - attribute(root, 'disabled');
        const failed = attribute(root, 'failures') + attribute(root, 'errors');
        rows.push({ name: file.replace(/(_test)?\.xml$/, ''), passed: tests - failed, failed });
        counted.add(file.replace(/(_test)?\.xml$/, ''));
    }
    return counted;
}

function addCtest(counted) {
    const file = join(folder, 'ctest.xml');
    if (!existsSync(file)) return rows.push({ name: 'ctest', passed: 0, failed: 1 });
    const text = readFileSync(file, 'utf8');
    for (const [, name, status] of text.matchAll(/<testcase name="([^"]+)"[^>]*?status="(\w+)"/g)) {
        const id = name.replaceAll('/', '_');
        const ok = status === 'run';
        const known = rows.find((row) => row.name === id);
        if (known && (ok || known.failed > 0)) continue;
        rows.push({ name: counted.has(id) ? `${id} (as a whole)` : id, passed: ok ? 1 : 0, failed: ok ? 0 : 1 });
    }
}

function addScript(file) {
    const name = file.replace(/\.txt$/, '');
    const text = readFileSync(join(folder, file), 'utf8');
    const lines = [...text.matchAll(/^(\d+) passed, (\d+) failed/gm)];
    const exited = /^exit 0$/m.test(text);
    const row = { name, passed: 0, failed: 0 };
    if (name === 'console' && existsSync(join(folder, 'vitest.json'))) {
        const report = JSON.parse(readFileSync(join(folder, 'vitest.json'), 'utf8'));
        row.passed = report.numPassedTests;
        row.failed = report.numFailedTests;
    } else if (lines.length > 0) {
        row.passed = Number(lines.at(-1)[1]);
        row.failed = Number(lines.at(-1)[2]);
    }
    if (row.passed + row.failed === 0 || (!exited && row.failed === 0)) row.failed += 1;
    rows.push(row);
}

addCtest(addGoogleTests());
for (const file of readdirSync(folder)) if (file.endsWith('.txt')) addScript(file);

let passed = 0;
let failed = 0;
for (const row of rows) {
    passed += row.passed;
    failed += row.failed;
    if (row.failed > 0) console.log(`failed: ${row.name} (${row.failed})`);
}
if (passed === 0) failed += 1;
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
