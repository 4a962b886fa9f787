// SPDX-License-Identifier: Apache-2.0
//
// Thirty-two clients change one hot customer: each reads it and merges the next customer of a list
// into it, with the version that it read.  Of those who read the same version one is first and the
// others get 412; in the end the hot customer has as many members as were told that they added one,
// and the history has each change once.  After some forty the next customer is the hot one.
//   node lost_update.mjs PROGRAM [TRIES=2000]

import { at, fault, genbo, House, must, newMaster, sql, wanted, writeRows } from './common.mjs';
import { importArgs } from './imports.mjs';

const PASSWORD = 'correct horse battery staple 7';
const CLIENTS = 32;
const GROUP = 40;

await fault('lost_update', async (counts) => {
    Object.assign(counts, { clients: CLIENTS, tries: 0, first: 0, late: 0 });
    const tries = wanted(2000);
    const groups = Math.ceil(tries / GROUP) + 1;  // Enough even if every try were the first.
    const password = newMaster('m');
    writeRows('rows.csv', Math.min(groups, 250) * GROUP);
    genbo(importArgs('rows.csv', 2000));
    const count = (table) => Object.values(sql(at('m', 'genbo.db'), `SELECT count(*) FROM ${table}`)[0])[0];
    const movesBefore = count('move');
    const numbers = sql(at('m', 'genbo.db'), 'SELECT text FROM number ORDER BY number_id')
        .map(({ text }) => `${text.slice(0, 5)}-${text.slice(5)}`);
    const house = await new House('m').start();
    await house.signIn(password, PASSWORD);
    let group = 0;
    const added = [];
    const client = async (who) => {
        while (counts.tries < tries) {
            const mine = group;
            must((mine + 1) * GROUP <= numbers.length, 'there are no more customers');
            const hot = numbers[mine * GROUP];
            const seen = await house.ask('GET', `/customers/${hot}`);
            must(seen.status === 200, `reading was answered with ${seen.status} ${JSON.stringify(seen.json)}`);
            const members = seen.json.members.length;
            if (members === GROUP) {
                group = Math.max(group, mine + 1);
                continue;
            }
            counts.tries += 1;
            const key = `hot-${who}-${counts.tries}-${process.pid}`;
            const answer = await house.ask('POST', `/customers/${hot}/merge`,
                { other: numbers[mine * GROUP + members], reason: 'test' }, { 'If-Match': seen.etag, 'Idempotency-Key': key });
            must([200, 412].includes(answer.status), `answered with ${answer.status} ${JSON.stringify(answer.json)}`);
            if (answer.status === 200) {
                counts.first += 1;
                added[mine] = (added[mine] ?? 0) + 1;
            } else {
                counts.late += 1;
            }
        }
    };
    await Promise.all(Array.from({ length: CLIENTS }, (_, who) => client(who)));
    for (const [at_, more] of added.entries()) {
        const shown = await house.ask('GET', `/customers/${numbers[at_ * GROUP]}`);
        must(shown.json.members.length === 1 + more, `${more} were told that they added one, there are ${shown.json.members.length}`);
    }
    must((await house.stop()).code === 0, 'the server did not end in peace');
    counts.verdicts = count('verdict');
    counts.moves = count('move') - movesBefore;
    must(counts.first > 0 && counts.late > 0, 'nobody was in anybody\'s way');
    must(counts.moves === counts.first, `${counts.first} were told that they had changed it, ${counts.moves} changes are there`);
    must(genbo(['doctor']).sound, 'the master is not sound');
});
