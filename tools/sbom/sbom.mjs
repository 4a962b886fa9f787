// SPDX-License-Identifier: Apache-2.0
//
// The list of everything that is in the program, as CycloneDX 1.5:
//
//   node tools/sbom/sbom.mjs PROGRAM OUT.json
//
// What it looks at, not what somebody remembered to write down:
//   shared libraries   those that PROGRAM loads, by the Debian package that owns each file
//   headers and data   the packages under "In the program" in docs/dependencies.md
//   npm                what package-lock.json names and does not mark as development only
//
// Licences come from Debian's copyright files and from each npm package.  A component without a
// version or a licence fails the run: an incomplete list is not a list.  The same inputs give the
// same bytes.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const [program, out] = process.argv.slice(2);
if (!program || !out) {
    console.error('usage: sbom.mjs PROGRAM OUT.json');
    process.exit(2);
}

const run = (command, args) => execFileSync(
    command, args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' }, stdio: ['ignore', 'pipe', 'ignore'] });
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

// --- Debian

function ownerOf(file) {
    // A merged /usr: the package may own the file under its old name.
    for (const name of new Set([file, realpathSync(file), realpathSync(file).replace(/^\/usr/, '')])) {
        try {
            return run('dpkg-query', ['-S', name]).split(':')[0];
        } catch { /* another name */ }
    }
    throw new Error(`no package owns ${file}`);
}

function librariesOf(binary) {
    return [...run('ldd', [binary]).matchAll(/=> (\/\S+)/g)].map((match) => match[1]);
}

// Debian's short names of licences, as its copyright file has them.
function debianLicences(name) {
    const path = `/usr/share/doc/${name}/copyright`;
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    const names = [...text.matchAll(/^License:[ \t]*(\S.*)$/gm)].map((match) => match[1].trim());
    return [...new Set(names)].sort();
}

// Copyright files that are prose: what they say, read once by us.
const proseLicences = {
    'libboost1.81-dev': ['BSL-1.0'], 'libboost-json1.81-dev': ['BSL-1.0'], 'libboost-url1.81-dev': ['BSL-1.0'],
    'libboost-json1.81.0': ['BSL-1.0'], 'libboost-url1.81.0': ['BSL-1.0'],
    'libgcc-s1': ['GPL-3.0-or-later WITH GCC-exception-3.1'], 'libstdc++6': ['GPL-3.0-or-later WITH GCC-exception-3.1'],
    'libsqlite3-0': ['blessing'], 'libsqlite3-dev': ['blessing'], 'unicode-data': ['Unicode-DFS-2016'],
    'mecab-ipadic': ['NAIST-2003'], 'libicu-dev': ['Unicode-DFS-2016'], 'libicu72': ['Unicode-DFS-2016'],
    librtmp1: ['LGPL-2.1-or-later'], zlib1g: ['Zlib'], 'zlib1g-dev': ['Zlib'], 'libc6': ['LGPL-2.1-or-later'], 'libcom-err2': ['MIT'],
    libzip4: ['BSD-3-Clause'], 'libzip-dev': ['BSD-3-Clause'], 'libtasn1-6': ['LGPL-2.1-or-later'],
    'libgssapi-krb5-2': ['MIT'], libk5crypto3: ['MIT'], 'libkrb5-3': ['MIT'], libkrb5support0: ['MIT'],
    'libkeyutils1': ['LGPL-2.0-or-later'], 'libzstd1': ['BSD-3-Clause'],
};

function debianComponent(name) {
    const [version, architecture] = run('dpkg-query', ['-W', '-f=${Version} ${Architecture}\\n', name])
        .split('\n')[0].split(' ');
    const licences = proseLicences[name] ?? debianLicences(name);
    return {
        type: 'library', name, version, licences,
        purl: `pkg:deb/debian/${encodeURIComponent(name)}@${encodeURIComponent(version)}?arch=${architecture}&distro=debian-12`,
    };
}

function packagesOfTheProgram() {
    const page = readFileSync(join(root, 'docs/dependencies.md'), 'utf8');
    const section = page.split('## In the program')[1].split('\n## ')[0];
    return [...section.matchAll(/^\| ((?:`[^`]+`(?:, )?)+) \|/gm)]
        .flatMap((match) => [...match[1].matchAll(/`([^`]+)`/g)].map((one) => one[1]));
}

// --- npm

// `development`: what the tools use to make tables goes into the program as data.
function npmComponents({ folder, development }) {
    const lock = JSON.parse(readFileSync(join(root, folder, 'package-lock.json'), 'utf8'));
    const components = [];
    for (const [path, entry] of Object.entries(lock.packages)) {
        if (path === '' || entry.link) continue;
        if (!development && (entry.dev || entry.devOptional)) continue;
        const about = join(root, folder, path, 'package.json');
        // An optional package of another system is not installed, so it is not in the program.
        if (entry.optional && !existsSync(about)) continue;
        const licence = entry.license ?? (existsSync(about) ? JSON.parse(readFileSync(about, 'utf8')).license : undefined);
        const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
        const [algorithm, digest] = (entry.integrity ?? '').split('-', 2);
        components.push({
            type: 'library', name, version: entry.version, licences: licence ? [licence] : [],
            purl: `pkg:npm/${name.replace('@', '%40')}@${entry.version}`,
            ...(algorithm === 'sha512' && {
                hashes: [{ alg: 'SHA-512', content: Buffer.from(digest, 'base64').toString('hex') }],
            }),
        });
    }
    return components;
}

// --- together

const dataPackages = ['unicode-data', 'mecab-ipadic'];
const deb = new Set([...librariesOf(program).map(ownerOf), ...packagesOfTheProgram(), ...dataPackages]);
const all = [
    ...[...deb].map(debianComponent),
    ...[
        { folder: 'web', development: false },
        { folder: 'tools/tables', development: true },
        { folder: 'tools/sample-tables', development: true },
        { folder: 'tools/password-list', development: true },
    ].flatMap(npmComponents),
];
const byPurl = new Map(all.map((one) => [one.purl, one]));
const components = [...byPurl.values()].sort((a, b) => (a.purl < b.purl ? -1 : 1));

const wanting = components.filter((one) => !one.version || one.licences.length === 0).map((one) => one.purl);
if (wanting.length > 0) {
    console.error(`sbom: no version or no licence is known of\n  ${wanting.join('\n  ')}`);
    process.exit(1);
}

const version = run(program, ['--version']).trim().split(/\s+/).pop();
const list = components.map(({ licences, ...rest }) => ({
    ...rest, 'bom-ref': rest.purl,
    licenses: licences.map((name) => ({ license: { name } })),
}));
const digest = sha256(JSON.stringify(list) + version);
const uuid = [digest.slice(0, 8), digest.slice(8, 12), `5${digest.slice(13, 16)}`, `8${digest.slice(17, 20)}`, digest.slice(20, 32)].join('-');
const bom = {
    bomFormat: 'CycloneDX', specVersion: '1.5', serialNumber: `urn:uuid:${uuid}`, version: 1,
    metadata: {
        component: {
            type: 'application', 'bom-ref': 'genbo', name: 'genbo', version,
            licenses: [{ license: { id: 'Apache-2.0' } }],
            hashes: [{ alg: 'SHA-256', content: sha256(readFileSync(program)) }],
        },
    },
    components: list,
    dependencies: [{ ref: 'genbo', dependsOn: list.map((one) => one.purl) }],
};
writeFileSync(out, `${JSON.stringify(bom, null, 2)}\n`);
console.log(`${out}: ${list.length} components`);
