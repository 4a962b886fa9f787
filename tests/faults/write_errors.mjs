// SPDX-License-Identifier: Apache-2.0
//
// Writing fails for a while: EIO and ENOSPC from pwrite.  The request in question gets an error;
// nothing acknowledged is lost; when the disk works again the same process goes on (a failed fsync is
// another matter: sync_errors.mjs).

import { call, fault, genbo, House, must, newMaster, settle, wanted } from './common.mjs';

const PASSWORD = 'correct horse battery staple 7';

await fault('write_errors', async (counts) => {
    Object.assign(counts, { rounds: 0, failed: 0, acknowledged: 0, lost: 0, restarts: 0 });
    await settle('m', newMaster('m'), PASSWORD);
    let key = 0;
    for (let i = 0; i < wanted(4); i += 1) {
        const error = i % 2 === 0 ? 'EIO' : 'ENOSPC';
        const from = 150 + 17 * i;
        const house = await new House('m', {
            before: ['strace', '-f', '-qq', '-o', '/dev/null', '-e', 'trace=pwrite64', '-e', `inject=pwrite64:error=${error}:when=${from}..${from + 20}`] }).start();
        await house.signIn(PASSWORD, PASSWORD);
        const acknowledged = [];
        let failed = 0;
        let after = 0;
        for (let n = 0; n < 120 && after < 5; n += 1) {
            const answer = await house.enter(key++);
            if (answer?.status === 201) {
                acknowledged.push(answer.json.number);
                after += failed > 0 ? 1 : 0;
            } else {
                must(answer === undefined || answer.status >= 500, `a write was answered with ${answer?.status}`);
                failed += 1;
                after = 0;
            }
        }
        must(failed > 0, 'no write failed');
        must(after > 0, 'writing did not go on when the disk worked again');
        must((await house.stop()).code === 0, 'the server did not end in peace');
        for (const number of acknowledged) must(call(['show', number]).code === 0, `${number} was acknowledged and is gone`);
        must(genbo(['doctor']).sound, 'the master is not sound');
        counts.rounds += 1;
        counts.failed += failed;
        counts.acknowledged += acknowledged.length;
    }
});
