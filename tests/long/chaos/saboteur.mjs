// SPDX-License-Identifier: Apache-2.0
//
// Everything that goes wrong, one thing after another, at random moments.

import { sleep } from './chance.mjs';

// How often what happens, against each other.
const EVILS = {
    killServe: 4, killImport: 4, killAtCommit: 5, killAtAct: 4, deadlockAtPartition: 6, deadlockAtDuty: 3, terminate: 6, cancel: 4, killBackend: 0.4, crash: 0.8,
    restart: 0.4, pause: 1.2, coma: 0.4, unplug: 2, silence: 0.3 };

// Holds what a transaction of Genbo will want, and then wants what it holds.  The saboteur never looks
// for deadlocks himself, so it is Genbo that gives in; a server process looks once, deadlock_timeout after it
// began to wait, so the saboteur has to be quicker than that.
const opposite = (first, second, wait) => `
    SET deadlock_timeout = '1h'; SET statement_timeout = '4s'; BEGIN;
    ${first} FOR UPDATE; SELECT pg_sleep(${wait}); ${second} FOR UPDATE; ROLLBACK`;

const SILENCE = 60_000;  // kJobSilence, src/app/job_beacon.h.

const OURS = `usename = 'genbo' AND datname = 'genbo' AND pid <> pg_backend_pid()`;

export class Saboteur {
    counts = Object.fromEntries(Object.keys(EVILS).map((name) => [name, 0]));
    asleep = new Set();

    constructor(house, load, chance, evils = EVILS) {
        Object.assign(this, { house, load, chance, evils });
    }

    // What psql says of it does not matter: the server may just be down.
    tell(text) {
        return this.house.server.once('genbo', text).then((said) => said, () => '');
    }

    node() {
        return this.chance.of(this.house.nodes);
    }

    killServe() {
        return this.node().kill();
    }

    killImport() {
        return this.house.killImport();
    }

    // Between a commit and the node's hearing of it, or doing the next thing.
    async killAtCommit() {
        const node = this.node();
        if (!await node.proxy.nextCommit(2)) return false;
        await sleep(this.chance.of([0, 0, 2, 5, 10]));
        const running = [...this.house.imports].find(({ attempt }) => attempt.node === node.index);
        return running && this.chance.happens(0.5) ? this.house.killImport(running) : node.kill();
    }

    // A reservation is claimed, done, and its answer kept: three commits, and a kill after one of them.
    async killAtAct() {
        const node = await Promise.race([this.load.nextReservation(), sleep(2000)]);
        if (!node) return false;
        for (let commits = 1 + this.chance.below(3); commits > 0; commits -= 1)
            if (!await node.proxy.nextCommit(2)) return false;
        return node.kill();
    }

    async deadlockAtPartition() {
        const held = this.chance.of([
            `SELECT 1 FROM id_block WHERE name IN ('record', 'number', 'sequence')`,
            `SELECT 1 FROM import WHERE import_id IN (SELECT import_id FROM import WHERE state = 0)`,
            `SELECT 1 FROM import WHERE import_id IN (SELECT import_id FROM import WHERE state = 0)`,
            `SELECT 1 FROM record WHERE record_id IN (SELECT record_id FROM record ORDER BY random() LIMIT 200)`,
        ]);
        await this.tell(opposite(held, `SELECT 1 FROM lease WHERE name = 'partition'`, this.chance.between(0.01, 0.2)));
    }

    async deadlockAtDuty() {
        const lane = this.chance.below(16);
        const [held, wanted] = this.chance.of([
            [`SELECT 1 FROM setting WHERE name = 'audit.frontier'`, 'audit'],
            [`SELECT 1 FROM event WHERE lane = ${lane}`, `outbox_${lane}`],
        ]);
        await this.tell(opposite(held, `SELECT 1 FROM lease WHERE name = '${wanted}'`, this.chance.between(0.01, 0.2)));
    }

    // One connection: mostly one that is at work, as soon as there is one.
    hit(how) {
        const busy = this.chance.happens(0.8) ? `AND state = 'active'` : '';
        return this.tell(`DO $$ BEGIN FOR i IN 1..100 LOOP
            PERFORM pg_stat_clear_snapshot();
            PERFORM ${how}(pid) FROM (SELECT pid FROM pg_stat_activity WHERE ${OURS} ${busy} ORDER BY random() LIMIT 1) one;
            EXIT WHEN FOUND;
            PERFORM pg_sleep(0.003);
        END LOOP; END $$`);
    }

    terminate() {
        return this.hit('pg_terminate_backend');
    }

    cancel() {
        return this.hit('pg_cancel_backend');
    }

    // The kernel takes one process of the server: the server then restarts all of them.
    async killBackend() {
        const pid = Number(await this.tell(`SELECT pid FROM pg_stat_activity WHERE ${OURS} ORDER BY random() LIMIT 1`));
        return pid > 1 && process.kill(pid, 'SIGKILL');
    }

    crash() {
        return this.house.server.crash();
    }

    restart() {
        return this.house.server.restart();
    }

    // A node sleeps past its leases, and its connections are gone when it wakes: it must not go on as if
    // it still held them.
    pause() {
        const node = this.node();
        return this.sleepThrough(node.child, node.proxy, this.chance.between(2, 22));
    }

    // An import sleeps until everybody takes it for dead, and somebody says so: it must not go on either.
    coma() {
        const running = this.chance.of([...this.house.imports]);
        if (!running || this.asleep.size > 0) return false;
        running.attempt.coma = true;
        setTimeout(() => this.house.findSilent(), SILENCE + 3000).unref();
        return this.sleepThrough(running.child, this.house.nodes[running.attempt.node].proxy, SILENCE / 1000 + this.chance.between(6, 10));
    }

    sleepThrough(child, proxy, seconds) {
        if (this.asleep.has(child) || !child.kill('SIGSTOP')) return false;
        this.asleep.add(child);
        proxy.cutAll();
        setTimeout(() => this.wake(child), seconds * 1000);
        return true;
    }

    wake(child) {
        if (this.asleep.delete(child)) child.kill('SIGCONT');
    }

    unplug() {
        this.node().proxy.cutAll();
    }

    silence() {
        this.node().proxy.freeze(this.chance.between(5_000, 45_000));
    }

    // Until `end`, with pauses of `every` milliseconds on average.
    async work(end, every) {
        while (Date.now() < end && !this.stopped) {
            await sleep(this.chance.between(0, 2 * every));
            const evil = this.chance.weighted(this.evils);
            if (await this[evil]() !== false) this.counts[evil] += 1;
        }
        for (const child of [...this.asleep]) this.wake(child);
    }
}
