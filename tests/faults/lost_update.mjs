// SPDX-License-Identifier: Apache-2.0
//
// Thirty-two clients change one hot customer: each reads it, then merges or splits it with the
// version that it read.  Of those who read the same version one is first and the others get 412;
// what was answered with 200 is in the history, once each.
//   node lost_update.mjs PROGRAM [TRIES=2000]

import { fault, genbo, House, must, newMaster, sql, at, wanted, writeRows } from './common.mjs';
import { importArgs } from './imports.mjs';

const PASSWORD = 'correct horse battery staple 7';
const CLIENTS = 32;

await fault('lost_update', async (counts) => {
    Object.assign(counts, { clients: CLIENTS, tries: 0, first: 0, late: 0, other: 0 });
    const tries = wanted(2000);
    const password = newMaster('m');
    writeRows('rows.csv', 2);
    genbo(importArgs('rows.csv', 2));
    const house = await new House('m').start();
    await house.signIn(password, PASSWORD);
    const [hot, cold] = sql(at('m', 'genbo.db'), 'SELECT text FROM number ORDER BY number_id').map(({ text }) => text);
    const record = sql(at('m', 'genbo.db'), 'SELECT record_id FROM record ORDER BY record_id')[1].record_id;
    const movesBefore = Object.values(sql(at('m', 'genbo.db'), 'SELECT count(*) FROM move')[0])[0];
    const client = async (who) => {
        while (counts.tries < tries) {
            counts.tries += 1;
            const key = `hot-${who}-${counts.tries}-${process.pid}`;
            const seen = await house.ask('GET', `/customers/${hot}`);
            const members = seen.json.members ?? seen.json.records;
            const together = members.length > 1;
            const body = together ? { record_ids: [record], reason: 'test' } : { other: cold, reason: 'test' };
            const answer = await house.ask('POST', `/customers/${hot}/${together ? 'split' : 'merge'}`, body, { 'If-Match': seen.etag, 'Idempotency-Key': key });
            if (answer.status === 200) counts.first += 1;
            else if (answer.status === 412) counts.late += 1;
            else counts.other += 1;
            must([200, 409, 412, 422].includes(answer.status), `answered with ${answer.status} ${JSON.stringify(answer.json)}`);
        }
    };
    await Promise.all(Array.from({ length: CLIENTS }, (_, who) => client(who)));
    must((await house.stop()).code === 0, 'the server did not end in peace');
    const verdicts = Object.values(sql(at('m', 'genbo.db'), 'SELECT count(*) FROM verdict')[0])[0];
    const moves = Object.values(sql(at('m', 'genbo.db'), 'SELECT count(*) FROM move')[0])[0];
    counts.verdicts = verdicts;
    counts.moves = moves - movesBefore;
    must(verdicts === counts.first, `${counts.first} were told that they had changed it, ${verdicts} verdicts are there`);
    must(genbo(['doctor']).sound, 'the master is not sound');
});
