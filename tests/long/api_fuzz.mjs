// SPDX-License-Identifier: Apache-2.0
//
// Sends the server what its contract allows and what it does not, and holds every answer against it.
//   node api_fuzz.mjs PROGRAM [SECONDS=120] [SEED]
//
// A master of made-up people, a server of its own, and the contract as that server gives it out.
// Each request is one of its operations with a body, path, query and headers that fit or do not, in
// the name of somebody: the owner, an auditor, the owner without the CSRF token, nobody, a
// forged cookie, a forged key.  Every answer must keep this:
//
//   no 5xx        but 503 with Retry-After
//   contract      status, media type and body are described
//   redirect      nobody is sent elsewhere
//   doors         who is nobody gets 401 or less, never an answer of 2xx, unless the contract says so
//   csrf          nothing is changed for a session without its token
//   strict        a body that does not fit its schema is never taken
//   methods       what is not described is not there: TRACE, PATCH …; OPTIONS tells no more than Allow
//   headers       those of docs/security.md are on it
//   quiet         what was sent as a person's value is not in the server's log
//
// At the end the server still answers and stops in order.  Each kind of fault is told once for each
// operation, with the first request that showed it, and the run fails.

import { resolve } from 'node:path';

import { PASSWORD, cookieOf, openHouse } from './api_house.mjs';
import { Chance, NASTY, Shapes } from './api_shapes.mjs';

const program = resolve(process.argv[2] ?? 'build/genbo');
const seconds = Number(process.argv[3] ?? 120);
const seed = Number(process.argv[4] ?? 20240501);
const chance = new Chance(seed);
const CANARY = 'カナリア鳥之助';
const RENEW_EVERY = 200_000;  // Milliseconds; proofs are asked for again after five minutes.

const house = await openHouse(program, 'api-fuzz');

// --- The contract ------------------------------------------------------------------------------

const contract = JSON.parse((await house.send({ method: 'GET', path: '/api/v1/openapi.json' })).body);
const seen = new Map();  // Names of properties to values that the server gave.
const shapes = new Shapes(contract, chance, (name) => {
    if (/(name|surname|given)$/.test(name) && chance.hits(0.3)) return CANARY;
    const values = seen.get(name);
    return values ? chance.of(values) : undefined;
});
function remember(value, name = '') {
    if (Array.isArray(value)) for (const one of value) remember(one, name);
    else if (value !== null && typeof value === 'object') for (const [key, one] of Object.entries(value)) remember(one, key);
    else if (value !== null && name && !/csrf|password|token|secret/.test(name)) {
        const values = seen.get(name) ?? [];
        if (values.includes(value)) return;
        if (values.length < 40) values.push(value);
        else values[chance.below(40)] = value;
        seen.set(name, values);
    }
}
const operations = Object.entries(contract.paths).flatMap(([path, item]) =>
    ['get', 'put', 'post', 'delete', 'patch'].filter((method) => item[method]).map((method) => ({
        ...item[method], method: method.toUpperCase(), path: (item.servers ? '' : '/api/v1') + path,
        parameters: [...(item.parameters ?? []), ...(item[method].parameters ?? [])].map((one) => shapes.resolve(one)),
        open: (item[method].security ?? contract.security).some((way) => Object.keys(way).length === 0) ||
            item[method].security?.length === 0,
    })));

// --- Who asks ----------------------------------------------------------------------------------

let owner = await house.signIn('admin', house.password);
let auditor;
let renewed = Date.now();
const mine = new Set();  // The owner's account: a reset of it would end the run.
async function renew() {
    renewed = Date.now();
    owner = await house.signIn('admin', PASSWORD);
    if (!operations.some((one) => one.operationId === 'addStaff')) return;
    const all = await house.send({ method: 'GET', path: '/api/v1/staff', headers: { Cookie: owner.cookie } });
    for (const one of JSON.parse(all.body).items ?? []) if (one.name === 'admin') mine.add(String(one.id));
    const name = `auditor-${Date.now()}`;
    const made = await house.send({ method: 'POST', path: '/api/v1/staff', headers: {
        Cookie: owner.cookie, 'X-Genbo-CSRF': owner.csrf, 'Content-Type': 'application/json', 'Idempotency-Key': name },
        body: JSON.stringify({ name, label: '監査 花子', role: 'auditor' }) });
    const password = made.status === 201 ? JSON.parse(made.body).password : undefined;
    if (password) auditor = await house.signIn(name, password);
}
await renew();

const WHO = ['owner', 'owner', 'owner', 'owner', 'auditor', 'no csrf', 'nobody', 'forged cookie', 'forged key'];
function dress(who, headers) {
    const as = who === 'auditor' && auditor ? auditor : owner;
    switch (who) {
        case 'nobody': return;
        case 'forged cookie': headers.Cookie = `${owner.cookie.slice(0, -64)}${chance.of(['0'.repeat(64), 'x', owner.cookie.slice(-64, -1) + 'g', ''])}`; return;
        case 'forged key': headers.Authorization = chance.of([
            `Bearer genbo_prod_1_${'0'.repeat(64)}`, 'Bearer x', 'Basic YTpi', 'Bearer ', `Bearer ${'a'.repeat(4000)}`]); return;
        case 'no csrf':
            headers.Cookie = as.cookie;
            if (chance.hits(0.5)) headers['X-Genbo-CSRF'] = chance.of(['', '0'.repeat(64), as.cookie.slice(14)]);
            return;
        default: headers.Cookie = as.cookie; headers['X-Genbo-CSRF'] = as.csrf;
    }
}

// --- One request -------------------------------------------------------------------------------

function plan(operation) {
    const guesses = /^(changePassword|proveAgain|proveSecondFactor|confirmTotp)$/.test(operation.operationId);
    // Each wrong guess in the owner's name makes his next sign-in wait, and the run with it.
    const who = guesses && chance.hits(0.9) ? chance.of(WHO.slice(5)) : chance.of(WHO);
    const headers = {};
    const odd = chance.hits(0.35);  // Something besides the body does not fit.
    let path = operation.path;
    for (const hole of operation.path.match(/\{\w+\}/g) ?? []) {
        const name = hole.slice(1, -1);
        const described = operation.parameters.find((one) => one.name === name)?.schema ?? { type: 'string' };
        const pool = seen.get(name) ?? seen.get(name.replace(/_id$/, '')) ?? seen.get('id');
        let value = chance.hits(0.7) && pool ? String(chance.of(pool)) : String(shapes.make(described, name));
        if (odd && chance.hits(0.4)) value = chance.of(NASTY);
        if (name === 'staff_id' && mine.has(value)) value = '999999';
        path = path.replace(hole, encodeURIComponent(value.toWellFormed?.() ?? 'x') || '%20');
    }
    const query = [];
    for (const one of operation.parameters) {
        const fits = () => {
            const told = { 'If-Match': seen.get('version'), 'Idempotency-Key': [`fuzz-${chance.below(1e9)}`] }[one.name];
            return told ? String(one.name === 'If-Match' ? `"${chance.of(told)}"` : chance.of(told)) : String(shapes.make(one.schema, one.name));
        };
        const value = odd && chance.hits(0.4) ? chance.of(NASTY) : fits();
        if (one.in === 'query' && (one.required || chance.hits(0.5))) query.push(`${one.name}=${encodeURIComponent(value.toWellFormed?.() ?? 'x')}`);
        if (one.in === 'header' && one.name !== 'X-Genbo-CSRF' && !(odd && chance.hits(0.3)))
            headers[one.name] = /^[\x20-\x7e]*$/.test(value) ? value : encodeURIComponent(value.toWellFormed?.() ?? 'x');
    }
    if (odd && chance.hits(0.2)) query.push(chance.of(['__proto__=1', 'limit=1&limit=2', 'x', '%ff=%fe', 'cursor=../../x', '=']));
    if (query.length > 0) path += `?${query.join('&')}`;
    dress(who, headers);
    if (chance.hits(0.1)) headers['Genbo-Purpose'] = chance.of(['customer_care', 'marketing', 'emergency', 'no such', 'operation']);
    const made = bodyOf(operation, headers);
    return { operation, who, method: operation.method, path, headers, ...made };
}

// The body, whether it fits, and its media type into `headers`.
function bodyOf(operation, headers) {
    const content = operation.requestBody?.content;
    if (!content) return chance.hits(0.05) ? { body: '{}', fits: undefined } : { fits: undefined };
    const [type, { schema }] = Object.entries(content)[0];
    headers['Content-Type'] = chance.hits(0.95) ? type : chance.of(['text/plain', 'application/xml', 'multipart/form-data', '']);
    if (headers['Content-Type'] !== type) return { body: '{}', fits: false };
    if (type !== 'application/json') {
        const text = chance.of(['氏名,電話\n佐藤 花子,09012345678\n', '{"氏名":"佐藤"}\n', 'PK\x03\x04', '', '\x00\x01', NASTY.join(',')]);
        return { body: text, fits: undefined };
    }
    let value = shapes.make(schema);
    if (chance.hits(0.4)) for (let i = 1 + chance.below(2); i > 0; --i) value = shapes.spoil(value);
    let text = JSON.stringify(value) ?? 'null';
    const fits = shapes.judge(schema, JSON.parse(text)) === '';
    if (chance.hits(0.92)) return { body: text, fits };
    text = chance.of([
        text.slice(0, chance.below(text.length)), `${text}${text}`, '', '['.repeat(20_000), `{"a":1,"a":2}`, `\ufeff${text}`,
        text.replace('{', '{"constructor":{},'), 'nul', `${text} //`, '{"a":' + '9'.repeat(400) + '}', text.replace(/"/g, "'")]);
    if (chance.hits(0.2)) return { body: Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xff, 0xc0, 0xae]), Buffer.from('"}')]), fits: false };
    let whole = false;
    try {
        whole = shapes.judge(schema, JSON.parse(text)) === '';
    } catch {
        whole = false;
    }
    return { body: text, fits: whole };
}

// --- What every answer must keep ---------------------------------------------------------------

const faults = new Map();
const count = { requests: 0, refused: 0, taken: 0, busy: 0, answers: {} };
function fault(kind, asked, got, why = '') {
    const key = `${kind} ${asked.operation?.operationId ?? asked.method}`;
    const one = faults.get(key) ?? { kind, times: 0, why, who: asked.who, asked: `${asked.method} ${asked.path}`.slice(0, 160),
        body: String(asked.body ?? '').slice(0, 400), status: got?.status, answer: (got?.body ?? '').slice(0, 300) };
    one.times += 1;
    faults.set(key, one);
}

const WANTED = {
    'x-content-type-options': /^nosniff$/, 'referrer-policy': /^no-referrer$/, 'cross-origin-opener-policy': /^same-origin$/,
    'cross-origin-resource-policy': /^same-origin$/, 'content-security-policy': /default-src 'none'.*frame-ancestors 'none'/,
    'cache-control': /./, 'x-request-id': /./ };

function judge(asked, got) {
    for (const [name, form] of Object.entries(WANTED))
        if (!form.test(got.headers[name] ?? '')) fault(`header ${name}`, asked, got);
    for (const name of ['server', 'x-powered-by', 'access-control-allow-origin'])
        if (got.headers[name] !== undefined) fault(`header ${name}`, asked, got);
    if (got.status >= 500 && !(got.status === 503 && (got.headers['retry-after'] || asked.path.startsWith('/readyz'))))
        fault('5xx', asked, got);
    if (got.status >= 300 && got.status < 400 && got.status !== 304) fault('redirect', asked, got);
    const good = got.status < 300;
    const operation = asked.operation;
    if (!operation) {
        const told = asked.method === 'OPTIONS' && got.status === 204 && got.headers.allow && got.body === '';
        if (good && !told) fault('method', asked, got);
        return;
    }
    if (good && !operation.open && ['nobody', 'forged cookie', 'forged key'].includes(asked.who)) fault('doors', asked, got);
    if (good && !operation.open && asked.who === 'no csrf' && asked.method !== 'GET') fault('csrf', asked, got);
    if (good && asked.fits === false) fault('strict', asked, got);
    judgeContent(asked, got, shapes.resolve(operation.responses[got.status] ?? operation.responses.default));
}

function judgeContent(asked, got, described) {
    const type = (got.headers['content-type'] ?? '').split(';')[0];
    if (!described.content) {
        if (got.body !== '') fault('contract', asked, got, 'a body where none is described');
        return;
    }
    const wanted = described.content[type] ?? (got.status >= 400 ? undefined : described.content['*/*']);
    if (!wanted) return fault('contract', asked, got, `media type ${type}`);
    if (!type.endsWith('json')) return undefined;
    let json;
    try {
        json = JSON.parse(got.body);
    } catch {
        return fault('contract', asked, got, 'no JSON');
    }
    if (asked.operation.operationId !== 'getOpenApi') {
        const wrong = shapes.judge(wanted.schema, json);
        if (wrong) fault('contract', asked, got, wrong);
        if (got.status < 300) remember(json);
    }
    return undefined;
}

async function one() {
    const operation = chance.hits(0.96) ? chance.of(operations) : undefined;
    const asked = operation ? plan(operation) : { who: 'owner', method: chance.of(['TRACE', 'PATCH', 'OPTIONS', 'PUT', 'PROPFIND']),
        path: chance.of(['/api/v1/home', '/api/v1/session', '/', '/healthz', '/api/v1/none']), headers: { Cookie: owner.cookie, 'X-Genbo-CSRF': owner.csrf } };
    count.requests += 1;
    let got;
    try {
        got = await house.send(asked);
    } catch (error) {
        // Node itself refuses some header values; that is no request.
        if (error.code?.startsWith('ERR_')) return;
        fault('no answer', asked, undefined, error.message);
        return;
    }
    count.answers[got.status] = (count.answers[got.status] ?? 0) + 1;
    if (got.status === 503) count.busy += 1;
    else if (got.status < 300) count.taken += 1;
    else count.refused += 1;
    judge(asked, got);
    const cookie = cookieOf(got);
    const leaves = /^(signOut|endOwnSession|changePassword|proveAgain|signIn|proveSecondFactor|signInWithPasskey)$/;
    if ((asked.who === 'owner' && got.status === 401) || (cookie && leaves.test(asked.operation?.operationId ?? ''))) lost = true;
}

let lost = false;
const until = Date.now() + seconds * 1000;
while (Date.now() < until) {
    if (lost || Date.now() - renewed > RENEW_EVERY) {
        lost = false;
        await renew();
    }
    await Promise.all([one(), one(), one()]);
}

// --- The end -----------------------------------------------------------------------------------

const alive = await house.send({ method: 'GET', path: '/healthz' }).catch(() => undefined);
if (alive?.status !== 200) fault('dead', { method: 'GET', path: '/healthz' }, alive, house.log.slice(-500));
const exit = await house.close();
if (exit !== 0) fault('exit', { method: 'SIGTERM', path: '' }, undefined, String(exit));
if (house.log.includes(CANARY)) fault('quiet', { method: 'log', path: '' }, undefined, 'a name that was sent is in the log');

for (const [key, one] of faults) console.log(`FAULT ${key}: ${JSON.stringify(one)}`);
console.log(JSON.stringify({ seed, seconds, operations: operations.length, ...count, faults: faults.size }));
process.exit(faults.size === 0 ? 0 : 1);
