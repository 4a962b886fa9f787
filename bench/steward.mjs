// SPDX-License-Identifier: Apache-2.0
//
// A steward who knows the truth: asks the program what it would like to know, answers the first few
// questions in its own order, runs it again with all answers so far, and so on.

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { csvOf, rowsOf } from './csv.mjs';
import { scoreClusters } from './pairwise.mjs';

const VERDICTS = 60;
const ROUNDS = 4;

export function steward({ set, work, match, records }) {
    const questions = join(work, 'questions.csv');
    const verdicts = join(work, 'verdicts.csv');
    const answers = [];
    const asked = new Set();
    rmSync(verdicts, { force: true });
    const given = () => (answers.length > 0 ? ['--verdicts', verdicts] : []);
    for (let round = 1; round <= ROUNDS; round += 1) {
        match(set, ['--questions-out', questions, '--questions', '500', ...given()]);
        for (const [a, b] of rowsOf(readFileSync(questions)).slice(1)) {
            if (answers.length >= (VERDICTS * round) / ROUNDS) break;
            const name = [a, b].sort().join('\t');
            if (asked.has(name)) continue;
            asked.add(name);
            answers.push([a, b, set.truth.get(a) === set.truth.get(b) ? 'same' : 'different']);
        }
        writeFileSync(verdicts, csvOf([['a', 'b', 'verdict'], ...answers]));
    }
    const last = match(set, given());
    const { precision, recall, f1 } = scoreClusters(records(set, last.rows), set.truth, set.files.length > 1);
    return {
        verdicts: answers.length, same: answers.filter((answer) => answer[2] === 'same').length, precision, recall, f1,
        model: last.model, diff: { joined: last.diff.pairs_joined, parted: last.diff.pairs_parted },
        suggested_rules: last.suggested_rules };
}
