// SPDX-License-Identifier: Apache-2.0
//
// kill -9 at random moments of the night in which customers are erased and the key epoch rolls, and
// at every request that the roll makes to a key service; then the night again, until it is done.
//   node epoch_rolls.mjs PROGRAM [KILLS=20]     for each guard of the keyring
//
// After each kill: the doctor opens every record, and no record is gone.  When the night is done: one
// epoch is left and everything is wrapped under it; not a byte of the sealed data of who was erased,
// nor of his key, is in the folder; the rejected rows of others can be read; every backup of before
// is restored with everybody else in it; and a copy of the keyring from before the night
//   none              still opens, and opens nothing of what is there now
//   pkcs11, transit   opens no more: its guard destroyed the key
// Then a new root secret (keys --rotate), killed as often: after each kill the doctor is content, at
// the end no old copy of the keyring opens the master, and the first administrator signs in with the
// password whose hash is sealed under the root.
//
// pkcs11 is SoftHSM2, transit the stand-in beside this file.

import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

import { at, call, fault, folder, House, genbo, must, newMaster, program, sleep, sql, wanted, writeRows } from './common.mjs';

const ROWS = 9000;
const MODULE = '/usr/lib/softhsm/libsofthsm2.so';
const FAKETIME = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1';
const TRANSIT_ACTS = ['rotate', 'encrypt/genbo', 'config', 'trim'];
const env = { GENBO_PKCS11_PIN: '123456', GENBO_TRANSIT_TOKEN: 's.stand-in', SOFTHSM2_CONF: at('softhsm.conf') };
const onDay = (day) => (day === 0 ? env : { ...env, LD_PRELOAD: FAKETIME, FAKETIME: `+${day}d` });

function setting(dir, name, value) {
    const path = at(dir, 'genbo.toml');
    const text = readFileSync(path, 'utf8');
    const line = new RegExp(`^#?${name} = .*$`, 'm');
    must(line.test(text), `genbo.toml has no ${name}`);
    writeFileSync(path, text.replace(line, `${name} = ${JSON.stringify(value)}`));
}

function master(dir, guard, port) {
    mkdirSync(at(`${dir}-place`));
    const password = newMaster(dir, [at(`${dir}-place`)]);
    writeFileSync(at(dir, 'genbo.toml'), readFileSync(at(dir, 'genbo.toml'), 'utf8') +
        '\n[[retention.rules]]\nname = "old"\nsources = ["old"]\nfrom = ["last_purchase_on"]\nkeep = "1y"\neffective = "2020-01-01"\n');
    if (guard === 'pkcs11') {
        setting(dir, 'pkcs11_module', MODULE);
        setting(dir, 'pkcs11_token', 'register');
        setting(dir, 'pkcs11_prefix', dir);
    }
    if (guard === 'transit') setting(dir, 'transit_address', `http://127.0.0.1:${port}`);
    if (guard !== 'none') genbo(['keys', '--seal', guard], { dir, env });
    const rows = readFileSync(at('rows.csv'), 'utf8').trimEnd().split('\n');
    // Some are rejected: their texts are sealed under the epoch of texts.
    for (let row = 100; row < rows.length; row += 300) rows[row] += ' 4111 1111 1111 1111';
    writeFileSync(at('some.csv'), rows.join('\n') + '\n');
    return { password, imported: genbo(['import', '--source', 's', 'some.csv'], { dir, env }) };
}

// Asked of a copy: sqlite3 would move the log into the database, past the recorder of the backup.
function ask(dir, statement) {
    rmSync(at('asked'), { recursive: true, force: true });
    cpSync(at(dir), at('asked'), { recursive: true });
    return sql(at('asked', 'genbo.db'), statement);
}

// What there is of those who are frozen, and of nobody else.
function tracesOf(dir) {
    const rows = ask(dir, `SELECT hex(r.wrapped_key) AS key, hex(v.sealed) AS sealed FROM record r
        JOIN record_version v USING (record_id) WHERE substr(hex(r.wrapped_key), 1, 2) = '02'`);
    return rows.flatMap((row) => [Buffer.from(row.key, 'hex'), Buffer.from(row.sealed, 'hex')]);
}

function filesOf(path) {
    return readdirSync(path).flatMap((name) => {
        const file = join(path, name);
        return statSync(file).isDirectory() ? filesOf(file) : [file];
    });
}

function examine(dir, day, living, what) {
    const found = call(['doctor'], { dir, env: onDay(day) });
    must(found.code === 0 && found.json.sound, `${what}: ${JSON.stringify(found.json)} ${found.error.slice(-300)}`);
    const looked = found.json.parts.find((part) => part.name === 'payloads').looked_at;
    must(looked === living, `${what}: ${looked} records of ${living}`);
}

// Starts the night and kills it, after so long or at a request to the key service.
async function killedNight(dir, day, after, trap, words = ['erasures', 'night', '--vouch']) {
    const child = spawn(program, [...words, '--dir', dir, '--json'], {
        cwd: folder, env: { ...process.env, ...onDay(day) }, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (data) => (said += data));
    const ended = new Promise((done) => child.on('close', (code, signal) => done({ code, signal })));
    if (trap) await fetch(`http://127.0.0.1:${trap.port}/control`, { method: 'POST', body: JSON.stringify({ pid: child.pid, at: trap.at }) });
    else await Promise.race([sleep(after), ended]);
    if (!trap) child.kill('SIGKILL');
    const { code, signal } = await ended;
    must(signal === 'SIGKILL' || code === 0, `the night ended by itself: exit ${code} ${said.slice(-300)}`);
    return signal === 'SIGKILL';
}

function finished(dir, guard, day, counts, before) {
    const { keyring, traces, commit } = before;
    genbo(['erasures', 'night', '--vouch'], { dir, env: onDay(day) });
    const keys = genbo(['keys'], { dir, env });
    must(keys.epochs === 1, `${keys.epochs} epochs are left`);
    must(keys.old_copies_become_unreadable === (guard !== 'none'), 'the guard forgets, or does not');
    const epochs = ask(dir, 'SELECT DISTINCT substr(hex(wrapped_key), 3, 8) AS epoch FROM record');
    must(epochs.length === 1 && parseInt(epochs[0].epoch, 16) === keys.epoch, `records are under ${JSON.stringify(epochs)}`);
    examine(dir, day, rowsKept, 'after the night');
    const rejected = call(['rejected', '1'], { dir, env }).text.match(/^K\d+,.* 第\d+号,/gm);
    must(rejected?.length === ROWS - rowsKept, 'the rejected rows can be read');
    for (const file of filesOf(at(dir))) {
        if (file.includes('/changes/')) continue;  // On their way to the backup, with keys that are gone.
        const bytes = readFileSync(file);
        traces.forEach((trace, i) => must(!bytes.includes(trace), `${file} has trace ${i} of who was erased`));
    }
    counts.traces += traces.length;
    // The copy of the keyring, with the data as they are now and as they were.
    for (const data of [dir, `${dir}-before`]) {
        rmSync(at('look'), { recursive: true, force: true });
        cpSync(at(data), at('look'), { recursive: true });
        copyFileSync(keyring, at('look', 'genbo.keyring'));
        const old = call(['doctor'], { dir: 'look', env });
        const code = old.json?.error;
        if (guard !== 'none') must(old.code !== 0 && code === 'crypto.guard_refused', `an old copy: ${old.code} ${JSON.stringify(old.json)}`);
        else if (data === dir) must(old.code !== 0, 'an old copy opens what is there now');
        counts.oldCopies += 1;
    }
    // What was backed up before the night, with the keyring of now.
    rmSync(at('back'), { recursive: true, force: true });
    genbo(['backup', '--now'], { dir, env });
    // Every other time with the keyring alone: then the keys come from the backup's newest moment.
    const alone = counts.rolls % 2 === 1;
    if (alone) {
        rmSync(at('alone'), { recursive: true, force: true });
        mkdirSync(at('alone'));
        for (const file of ['genbo.keyring', 'genbo.toml']) copyFileSync(at(dir, file), at('alone', file));
    }
    const by = alone ? 'alone/genbo.keyring' : `${dir}/genbo.keyring`;
    const restored = genbo(['restore', at(`${dir}-place`), 'back', '--keyring', by, '--commit', String(commit)], { dir: null, env });
    must(restored.keys_revived === rowsKept && restored.keys_buried === 3, JSON.stringify(restored));
    must(restored.sound, `the backup of before: ${JSON.stringify(restored)}`);
    must(restored.parts.find((part) => part.name === 'payloads').looked_at === rowsKept, 'everybody else is in the backup of before');
    counts.restores += 1;
}

let rowsKept = 0;

async function guardHolds(guard, kills, counts, port) {
    const dir = `m-${guard}`;
    const { password, imported } = master(dir, guard, port);
    rowsKept = imported.new;
    must(imported.rejected > 10 && imported.new === ROWS - imported.rejected, JSON.stringify(imported));
    let left = kills;
    let traps = guard === 'transit' ? [...TRANSIT_ACTS] : [];
    let night = 700;  // Milliseconds.
    for (let cycle = 0; left > 0 || traps.length > 0; cycle += 1) {
        const day = 9 * cycle;
        writeFileSync(at('old.csv'), '会員番号,氏名,電話番号,最終購入日\n' +
            [1, 2, 3].map((i) => `Z${cycle}-${i},消去 ${'一二三'[i - 1]}郎${cycle},0803${String(1000000 + cycle * 97 + i * 13)},2001-02-0${i}\n`).join(''));
        genbo(['import', '--source', 'old', 'old.csv'], { dir, env: onDay(day) });
        const asked = genbo(['erasures', 'night', '--vouch'], { dir, env: onDay(day) });
        must(asked.asked === 3 && asked.executed === 0, JSON.stringify(asked));
        genbo(['backup', '--now'], { dir, env });
        const list = genbo(['backup', '--list'], { dir, env }).snapshots;
        const before = {
            keyring: at(`keyring-${guard}`), traces: tracesOf(dir), commit: Math.max(...list.map((one) => one.last_commit)) };
        must(before.traces.length === 6, `${before.traces.length} traces`);
        copyFileSync(at(dir, 'genbo.keyring'), before.keyring);
        rmSync(at(`${dir}-before`), { recursive: true, force: true });
        cpSync(at(dir), at(`${dir}-before`), { recursive: true });
        for (let tries = 0; tries < 6 && (left > 0 || traps.length > 0); tries += 1) {
            const trap = traps.length > 0 ? { port, at: traps[0] } : undefined;
            const begun = performance.now();
            const killed = await killedNight(dir, day + 8, 15 + Math.random() * night, trap);
            if (trap) {
                traps = traps.slice(1);
                must(killed, `the roll asks the service for ${trap.at}`);
                counts.atRequests += 1;
            }
            if (!killed) {
                night = performance.now() - begun;
                break;
            }
            if (!trap) left -= 1;
            counts.kills += 1;
            const roll = ask(dir, "SELECT value FROM setting WHERE name = 'epoch.roll'");
            const part = roll.length > 0 ? JSON.parse(roll[0].value).part : 'done';
            counts.inRoll += part === 'done' ? 0 : 1;
            counts.parts[part] = (counts.parts[part] ?? 0) + 1;
            examine(dir, day + 8, rowsKept, `after kill ${counts.kills}`);
        }
        finished(dir, guard, day + 8, counts, before);
        counts.rolls += 1;
    }
    await rootHolds(dir, guard, kills, counts, password);
    if (guard === 'transit') {
        const { versions } = await (await fetch(`http://127.0.0.1:${port}/control`, { method: 'POST', body: '{}' })).json();
        must(versions === 1, `${versions} versions of the key are left in the service`);
    }
}

async function rootHolds(dir, guard, kills, counts, password) {
    copyFileSync(at(dir, 'genbo.keyring'), at(`root-${guard}`));
    let whole = 900;  // Milliseconds.
    for (let left = kills; left > 0;) {
        const begun = performance.now();
        const killed = await killedNight(dir, 0, 15 + Math.random() * whole, undefined, ['keys', '--rotate']);
        if (!killed) {
            whole = performance.now() - begun;
            continue;
        }
        left -= 1;
        counts.rootKills += 1;
        const state = ask(dir, "SELECT value FROM setting WHERE name IN ('root.change', 'epoch.roll')");
        counts.inRootChange += state.some((row) => JSON.parse(row.value).part !== 'done') ? 1 : 0;
        examine(dir, 0, rowsKept, `after kill ${counts.rootKills} of a new root`);
    }
    const keys = genbo(['keys', '--rotate'], { dir, env });
    must(keys.root > 1 && keys.epochs === 1, JSON.stringify(keys));
    counts.roots += keys.root - 1;
    examine(dir, 0, rowsKept, 'after the new root');
    rmSync(at('look'), { recursive: true, force: true });
    cpSync(at(dir), at('look'), { recursive: true });
    copyFileSync(at(`root-${guard}`), at('look', 'genbo.keyring'));
    must(call(['doctor'], { dir: 'look', env }).code !== 0, 'an old copy of the keyring opens what is there now');
    const house = await new House(dir, { env }).start();
    await house.signIn(password, 'four quiet words together');
    await house.stop();
}

await fault('epoch_rolls', async (counts) => {
    Object.assign(counts, { kills: 0, inRoll: 0, atRequests: 0, rolls: 0, rootKills: 0, inRootChange: 0, roots: 0, oldCopies: 0, traces: 0, restores: 0, parts: {} });
    writeRows('rows.csv', ROWS);
    const service = spawn('node', [join(dirname(fileURLToPath(import.meta.url)), 'transit.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
        const port = Number(await new Promise((heard) => service.stdout.once('data', (data) => heard(data.toString()))));
        const guards = ['none', 'transit'];
        if (existsSync(MODULE)) {
            mkdirSync(at('tokens'));
            writeFileSync(env.SOFTHSM2_CONF, `directories.tokendir = ${at('tokens')}\nobjectstore.backend = file\nlog.level = ERROR\n`);
            const made = spawnSync('softhsm2-util', ['--init-token', '--free', '--label', 'register', '--pin', '123456', '--so-pin', '654321'], { env: { ...process.env, ...env } });
            must(made.status === 0, `softhsm2-util: ${made.stderr}`);
            guards.push('pkcs11');
        }
        counts.guards = guards.length;
        for (const guard of guards) await guardHolds(guard, wanted(20), counts, port);
    } finally {
        service.kill('SIGTERM');
    }
});
