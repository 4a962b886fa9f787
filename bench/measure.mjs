// SPDX-License-Identifier: Apache-2.0
//
// Measuring: percentiles, the disk's own speed, what other programs cost, how a figure grows.

import { spawnSync } from 'node:child_process';
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';

// Milliseconds, ascending or not.
export function percentiles(samples) {
    const sorted = [...samples].sort((a, b) => a - b);
    const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
    return { n: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: sorted.at(-1) };
}

// What one durable append of 4 KiB costs here, in microseconds: an import cannot be faster than its
// commits, and machines differ in this a hundredfold.
export function disk(folder, appends = 200) {
    const path = join(folder, 'fsync.probe');
    const file = openSync(path, 'w');
    const block = Buffer.alloc(4096, 1);
    const samples = [];
    for (let i = 0; i < appends; i += 1) {
        const begun = process.hrtime.bigint();
        writeSync(file, block);
        fdatasyncSync(file);
        samples.push(Number(process.hrtime.bigint() - begun) / 1000);
    }
    closeSync(file);
    rmSync(path);
    return percentiles(samples);
}

export function machine() {
    return {
        cpu: cpus()[0].model.trim(), cores: cpus().length, memory_gb: Math.round(totalmem() / 2 ** 30),
        load_before: loadavg()[0], node: process.version };
}

// Runs a shell line; its CPU and wall seconds are those of everything in it.
export function timed(line, cwd) {
    const done = spawnSync(
        'bash', ['-c', `TIMEFORMAT='%U %S %R'; time { ${line}\n}`], { cwd, maxBuffer: 1 << 30 });
    if (done.status !== 0) throw new Error(`${line}: ${done.stderr}`);
    const [user, system, wall] = done.stderr.toString().trim().split('\n').at(-1).split(' ').map(Number);
    return { cpu_s: user + system, wall_s: wall, out: done.stdout.toString() };
}

// Slope of log(figure) over log(size), least squares: 1 is linear growth.
export function slope(points) {
    const logs = points.filter(([, y]) => y > 0).map(([x, y]) => [Math.log(x), Math.log(y)]);
    if (logs.length < 2) return undefined;
    const mean = (pick) => logs.reduce((sum, point) => sum + point[pick], 0) / logs.length;
    const [mx, my] = [mean(0), mean(1)];
    const over = logs.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
    return over / logs.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
}

// Pairwise F1 of clusters against the truth; both map a record to its cluster.
export function pairwiseF1(clusters, truth) {
    const pairs = (counts) => {
        let sum = 0;
        for (const n of counts.values()) sum += (n * (n - 1)) / 2;
        return sum;
    };
    const [mine, real, both] = [new Map(), new Map(), new Map()];
    const add = (map, key) => map.set(key, (map.get(key) ?? 0) + 1);
    for (const [record, cluster] of clusters) {
        const person = truth.get(record) ?? `alone ${record}`;
        add(mine, cluster);
        add(real, person);
        add(both, `${cluster}\t${person}`);
    }
    const precision = pairs(both) / Math.max(1, pairs(mine));
    const recall = pairs(both) / Math.max(1, pairs(real));
    return { precision, recall, f1: (2 * precision * recall) / Math.max(1e-9, precision + recall) };
}
