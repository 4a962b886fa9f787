// SPDX-License-Identifier: Apache-2.0
//
// What the tests of the command line share: running the program, and counting what held.
//
//   const test = new Cases();
//   const genbo = programIn(folder, '/path/to/genbo', test);
//   const outcome = genbo(0, 'the file goes in', ['import', '--source', 'ec', 'ec.csv']);
//   test.that('… one new record', outcome.json.new === 1, outcome.text);
//   process.exit(test.finish());
//
// Every call is made with --json unless told otherwise, and must then print JSON, also when it fails:
// so each case checks that as well.

import { spawnSync } from 'node:child_process';

export class Cases {
    passed = 0;
    failed = 0;

    that(name, held, found = '') {
        if (held === true) {
            this.passed += 1;
            console.log(`ok    ${name}`);
            return true;
        }
        this.failed += 1;
        console.log(`FAIL  ${name}`);
        if (found) console.log(`      ${String(found).slice(0, 600).replaceAll('\n', '\n      ')}`);
        return false;
    }

    finish() {
        console.log(`${this.passed} passed, ${this.failed} failed`);
        return this.failed === 0 && this.passed > 0 ? 0 : 1;
    }
}

function parsed(text) {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}

// A function that runs `program` in `folder` and checks its exit code and that what it printed is
// JSON.  Everything it ever wrote to standard error is kept in genbo.log: no personal value may be
// in there.
export function programIn(folder, program, test) {
    const genbo = (code, name, args, { json = true, env = {}, dir = 'm' } = {}) => {
        const flags = [...(dir ? ['--dir', dir] : []), ...(json ? ['--json'] : [])];
        const done = spawnSync(program, [...args, ...flags], {
            cwd: folder,
            env: { ...process.env, GENBO_LANG: 'en', ...env },
            input: '',
            maxBuffer: 1 << 28,
        });
        const text = done.stdout.toString();
        genbo.log += done.stderr.toString();
        const outcome = { code: done.status, text, error: done.stderr.toString(), json: parsed(text) };
        const answered = !json || outcome.json !== undefined;
        test.that(
            name, done.status === code && answered,
            `exit ${done.status ?? done.signal}, not ${code}\n${text.slice(0, 300)}\n${outcome.error}`);
        outcome.json ??= {};
        return outcome;
    };
    genbo.log = '';
    return genbo;
}

// The bytes of `text` in an encoding that Node does not write itself.
export function encoded(text, encoding) {
    const done = spawnSync('iconv', ['-f', 'UTF-8', '-t', encoding], { input: text });
    if (done.status !== 0) throw new Error(`iconv: ${done.stderr}`);
    return done.stdout;
}

// Runs SQL on a database with the sqlite3 shell; rows come back as objects.
export function sql(database, statement) {
    const done = spawnSync('sqlite3', ['-json', database, statement], { maxBuffer: 1 << 28 });
    if (done.status !== 0) throw new Error(`sqlite3: ${done.error ?? done.stderr}`);
    const text = done.stdout.toString().trim();
    return text === '' ? [] : JSON.parse(text);
}
