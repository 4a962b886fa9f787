// SPDX-License-Identifier: Apache-2.0
//
// The same program on a file (SQLite) and on PostgreSQL, in one run:
//   node stores.mjs PROGRAM [RECORDS…]          (100000 1000000 4000000)
//
// For each size and store: import, 500 new records at a time and one at a time into the full
// register, look-up, search and page over HTTP, storage per record.  CPU seconds are those of the
// program and of the database server together.

import { spawnSync } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { load, readyForLoad } from './load.mjs';
import { machine, slope } from './measure.mjs';
import { Postgres } from './postgres.mjs';

const RECORDS_PER_PERSON = 1.913;
const BATCHED = 20_000;  // Records that arrive 500 at a time.
const SINGLE = 500;      // Records that arrive one at a time.
const PER_KIND = 200;

const program = resolve(process.argv[2]);
const sizes = process.argv.slice(3).map(Number);
if (sizes.length === 0) sizes.push(100_000, 1_000_000, 4_000_000);
const out = process.env.GENBO_BENCH_DIR ?? resolve(dirname(fileURLToPath(import.meta.url)), '..', 'build', 'bench');
mkdirSync(out, { recursive: true });

function genbo(args) {
    const done = spawnSync(program, [...args, '--json'], { maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'pipe'] });
    if (done.status !== 0) throw new Error(`genbo ${args.join(' ')}: exit ${done.status ?? done.signal} ${done.stdout}${done.stderr}`);
    return JSON.parse(done.stdout.toString());
}

// One file is cut into the load and what arrives later, so that later records are of the same
// people as often as in life.
async function sample(records) {
    const folder = join(out, `stores-${records}`);
    const parts = { bulk: join(folder, 'bulk.csv'), batched: join(folder, 'batched.csv'), single: join(folder, 'single.csv') };
    if (existsSync(parts.single)) return parts;
    rmSync(folder, { recursive: true, force: true });
    const persons = Math.round((records + BATCHED + SINGLE) / RECORDS_PER_PERSON * 1.01);
    genbo(['demo', folder, '--one-file', '--persons', String(persons), '--seed', '2']);
    const files = Object.fromEntries(Object.entries(parts).map(([name, path]) => [name, createWriteStream(path)]));
    let at = -1;
    for await (const line of createInterface({ input: createReadStream(join(folder, 'one.csv')), crlfDelay: Infinity })) {
        if (at < 0) for (const file of Object.values(files)) file.write(line + '\n');
        else {
            const file = at < records ? files.bulk : at < records + BATCHED ? files.batched : at < records + BATCHED + SINGLE ? files.single : undefined;
            if (file && !file.write(line + '\n')) await once(file, 'drain');
        }
        at += 1;
    }
    for (const file of Object.values(files)) { file.end(); await once(file, 'finish'); }
    rmSync(join(folder, 'one.csv'));
    return parts;
}

async function someRows(path, records, wanted) {
    const rows = [];
    let header;
    let at = 0;
    for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
        if (!header) header = line.split(',');
        else if (at++ % Math.max(1, Math.floor(records / wanted)) === 0)
            rows.push(Object.fromEntries(line.split(',').map((cell, i) => [header[i], cell])));
    }
    return rows;
}

const folderBytes = (folder) => readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);

async function measure(store, files, records, server) {
    const master = join(out, `store-${store}-${records}`);
    rmSync(master, { recursive: true, force: true });
    const database = store === 'postgresql' ? server.fresh(`bench_${records}`) : undefined;
    const password = genbo(['init', master, ...(database ? ['--database', database] : [])]).one_time_password;
    readyForLoad(join(master, 'genbo.toml'));
    const timed = (file, batch) => {
        const before = server.cpu_s();
        const done = genbo(['import', '--dir', master, '--source', 'one', ...(batch ? ['--batch-rows', String(batch)] : []), file]);
        const server_cpu_s = store === 'postgresql' ? server.cpu_s() - before : 0;
        return { rows: done.rows, wall_s: done.wall_s, program_cpu_s: done.cpu_s, server_cpu_s, cpu_s: done.cpu_s + server_cpu_s, peak_mb: done.peak_mb };
    };
    const figures = { store, records, bulk: timed(files.bulk) };
    console.log(`  ${store} import ${JSON.stringify(figures.bulk)}`);
    const size = store === 'postgresql' ? Number(server.sql(`bench_${records}`, `select pg_database_size('bench_${records}')`)) : folderBytes(master);
    figures.bytes_per_record = size / figures.bulk.rows;
    // The rest can be made again from them: look-up tables there, the snapshot of the index here.
    const facts = store === 'postgresql' ? Number(server.sql(`bench_${records}`,
        "select sum(pg_total_relation_size(oid)) from pg_class where relkind = 'r' and relpersistence = 'p' and relnamespace = 'public'::regnamespace"))
        : statSync(join(master, 'genbo.db')).size;
    figures.fact_bytes_per_record = facts / figures.bulk.rows;
    // Opening an embedded master builds its index, which is not what a record costs: it is measured
    // by importing the same rows once more, and taken off.
    const single = timed(files.single, 1);
    figures.open_s = timed(files.single, 500).wall_s;
    figures.single_ms = (single.wall_s - figures.open_s) / single.rows * 1000;
    figures.batched = timed(files.batched, 500);
    const rows = await someRows(files.bulk, records, PER_KIND * 6);
    const http = await load(program, master, rows, password, PER_KIND);
    figures.http = { ready_s: http.ready_s, peak_mb: http.peak_mb };
    for (const [name, { alone }] of Object.entries(http.figures)) figures.http[name] = { p50: alone.p50, p95: alone.p95 };
    console.log(`  ${store} rest   ${JSON.stringify({ ...figures, bulk: undefined })}`);
    rmSync(master, { recursive: true, force: true });
    return figures;
}

const number = (value, digits = 2) => (value === undefined || Number.isNaN(value) ? '–' : value.toFixed(digits));
const table = (head, rows) => [head, head.map(() => '---:'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

function report(about, all) {
    const stores = [...new Set(all.map((f) => f.store))];
    const growth = (pick) => stores.map((store) => `${store} ${number(slope(all.filter((f) => f.store === store).map((f) => [f.records, pick(f)])))}`).join(', ');
    return `# The same program on two stores\n\n${about.cpu}, ${about.cores} cores, ${about.memory_gb} GiB; PostgreSQL ${about.postgresql}; ` +
        `load before the run ${number(about.load_before, 1)}.\n\n## Import\n\n` +
        table(['records', 'store', 'wall s', 'CPU s program', 'CPU s server', 'µs CPU/record', 'peak MiB', 'bytes/record', 'of them facts'],
            all.map((f) => [f.records, f.store, number(f.bulk.wall_s, 1), number(f.bulk.program_cpu_s, 1), number(f.bulk.server_cpu_s, 1),
                number(f.bulk.cpu_s / f.bulk.rows * 1e6, 0), number(f.bulk.peak_mb, 0), number(f.bytes_per_record, 0), number(f.fact_bytes_per_record, 0)])) +
        `\n\nGrowth of CPU (1 is linear): ${growth((f) => f.bulk.cpu_s)}; of storage: ${growth((f) => f.bytes_per_record * f.records)}.\n\n## Records that arrive later, durable\n\n` +
        table(['records', 'store', 'one at a time: ms each', '500 at a time: records/s', 'µs CPU/record', 'opening s'],
            all.map((f) => [f.records, f.store, number(f.single_ms), number(f.batched.rows / Math.max(0.001, f.batched.wall_s - f.open_s), 0),
                number(f.batched.cpu_s / f.batched.rows * 1e6, 0), number(f.open_s, 1)])) +
        '\n\n## Over HTTP, milliseconds\n\n' +
        table(['records', 'store', 'request', 'p50', 'p95'], all.flatMap((f) => Object.entries(f.http).filter(([, v]) => v?.p50 !== undefined)
            .map(([name, v]) => [f.records, f.store, name, number(v.p50), number(v.p95)]))) + '\n';
}

const server = new Postgres();
const about = { ...machine(), postgresql: server.version };
const all = [];
for (const records of sizes) {
    console.log(`${records} records`);
    const files = await sample(records);
    for (const store of ['sqlite', 'postgresql']) {
        all.push(await measure(store, files, records, server));
        writeFileSync(join(out, 'stores.json'), JSON.stringify({ about, all }, null, 2) + '\n');
        writeFileSync(join(out, 'stores.md'), report(about, all));
    }
}
server.stop();
console.log(`\n${readFileSync(join(out, 'stores.md'), 'utf8')}`);
