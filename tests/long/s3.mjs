// SPDX-License-Identifier: Apache-2.0
//
// A backup in a bucket of a server that others wrote (npm: s3rver).  It knows keys but does not check
// signatures of version 4; s3_place_test.cc does, by AWS's published examples.
//   GENBO_S3RVER=FOLDER/node_modules/.bin/s3rver node s3.mjs PROGRAM
// Skipped without it.

import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

import { at, call, fault, genbo, must, newMaster, sleep, sql, writeRows } from '../faults/common.mjs';
import { importArgs } from '../faults/imports.mjs';

if (!process.env.GENBO_S3RVER) {
    console.log('skipped: GENBO_S3RVER names no s3rver');
    process.exit(0);
}
const env = { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' };

await fault('s3', async (counts) => {
    mkdirSync(at('bucket'));
    const port = 20_000 + Math.floor(Math.random() * 20_000);
    const server = spawn(process.env.GENBO_S3RVER, ['-d', at('bucket'), '-a', '127.0.0.1', '-p', String(port), '--configure-bucket', 'ours'], { stdio: 'ignore' });
    try {
        await sleep(2500);
        const place = `s3+http://127.0.0.1:${port}/ours/genbo`;
        newMaster('m');
        const path = at('m', 'genbo.toml');
        writeFileSync(path, readFileSync(path, 'utf8').replace('#to = []', `to = ["${place}"]`));
        for (let i = 0; i < 5; i += 1) {
            writeRows(`rows-${i}.csv`, 60, i * 60);
            genbo(importArgs(`rows-${i}.csv`, 20), { env });
            genbo(['backup', '--now'], { env });
        }
        const list = genbo(['backup', '--list'], { env }).snapshots;
        must(list.length === 5, `${list.length} snapshots`);
        const wrong = call(['backup', '--now'], { env: { ...env, AWS_ACCESS_KEY_ID: 'SOMEBODY' } });
        must(wrong.json?.error === 'backup.place_refused', `an unknown key: ${JSON.stringify(wrong.json)}`);
        const facts = (dir) => JSON.stringify(sql(at(dir, 'genbo.db'), 'SELECT record_id, hex(content_hash) AS h, customer FROM record ORDER BY 1'));
        const restored = genbo(['restore', place, 'back', '--keyring', 'm/genbo.keyring'], { env });
        must(restored.sound && facts('back') === facts('m'), 'the bucket restores another register');
        const middle = genbo(['restore', place, 'middle', '--keyring', 'm/genbo.keyring', '--commit', String(list[2].commit)], { env });
        must(middle.sound && middle.commit === list[2].commit, JSON.stringify(middle));
        must(genbo(['restore', '--drill'], { env }).sound, 'the drill');
        counts.snapshots = list.length;
        counts.commits = restored.commit;
    } finally {
        server.kill('SIGTERM');
    }
});
