// SPDX-License-Identifier: Apache-2.0
//
// The same question to a program that is not ours: Schemathesis reads the contract, makes requests
// of it in the owner's name, and judges the answers by rules of its own.
//   node api_second_fuzz.mjs PROGRAM SCHEMATHESIS [SECONDS=120] [SEED]
//
// Not asked of it: operations that end the session it works with, or change the password it was made
// with; and five of its rules that are not promises of ours, or cannot be judged from where it stands.
//   positive_data_acceptance   a body that fits its schema can still be a weak password
//   negative_data_rejection    it leaves the cookie out, and the cookie we gave it is put in again;
//                              our own program asks this
//   missing_required_header    an API key needs no X-Genbo-CSRF
//   unsupported_method, allow_header_conformance
//                              /customers/search is a /customers/{number} as well: GET is there, and
//                              says that "search" is no number

import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

import { openHouse } from './api_house.mjs';

const program = resolve(process.argv[2]);
const schemathesis = resolve(process.argv[3]);
const seconds = Number(process.argv[4] ?? 120);
const seed = Number(process.argv[5] ?? 20240501);

const house = await openHouse(program, 'api-second-fuzz');
const owner = await house.signIn('admin', house.password);
const ENDS = ['signIn', 'signOut', 'changePassword', 'proveAgain', 'proveSecondFactor', 'signInWithPasskey', 'endOwnSession', 'resetStaff', 'forgetFactors'];
const asked = spawn(schemathesis, [
    'run', `${house.base.origin}/api/v1/openapi.json`, '--url', `${house.base.origin}/api/v1`,
    '-H', `Cookie: ${owner.cookie}`, '-H', `X-Genbo-CSRF: ${owner.csrf}`,
    '--checks', 'all', '--exclude-checks', 'positive_data_acceptance,negative_data_rejection,missing_required_header,unsupported_method,allow_header_conformance',
    ...ENDS.flatMap((name) => ['--exclude-operation-id', name]),
    '--exclude-path-regex', '^/(healthz|readyz|metrics)$',
    '--max-time', String(seconds), '--seed', String(seed), '--continue-on-failure', '--no-color'], { stdio: 'inherit' });
const code = await new Promise((done) => asked.on('exit', (exit, signal) => done(exit ?? signal)));
const exit = await house.close();
console.log(JSON.stringify({ schemathesis: code, server: exit }));
process.exit(code === 0 && exit === 0 ? 0 : 1);
