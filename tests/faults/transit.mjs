// SPDX-License-Identifier: Apache-2.0
//
// A key service that speaks the protocol of the transit engine of Vault and OpenBao, for one key: a
// stand-in, made from its documentation.  It listens on a port of its own choice, prints it, and
// forgets everything when it ends.
//
//   POST /control {"pid": 7, "at": "trim"}     kills that process (-9) at its next such request,
//                                              before it is done
//   POST /control {"versions": true}           → {"versions": 1}

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

const TOKEN = 's.stand-in';
const keys = new Map();
let newest = 0;
let least = 1;
let trap;

const rotate = () => keys.set(newest += 1, randomBytes(32));
function sealed(text) {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', keys.get(newest), nonce);
    const box = Buffer.concat([nonce, cipher.update(text, 'base64'), cipher.final(), cipher.getAuthTag()]);
    return `vault:v${newest}:${box.toString('base64')}`;
}
function opened(box) {
    const [, version, text] = /^vault:v(\d+):(.*)$/.exec(box) ?? [];
    const key = keys.get(Number(version));
    if (!key || Number(version) < least) throw new Error('no such version');
    const bytes = Buffer.from(text, 'base64');
    const cipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
    cipher.setAuthTag(bytes.subarray(-16));
    return Buffer.concat([cipher.update(bytes.subarray(12, -16)), cipher.final()]).toString('base64');
}

const acts = {
    'POST keys/genbo': () => (newest === 0 ? rotate() : undefined, {}),
    'POST keys/genbo/rotate': () => (rotate(), {}),
    'POST encrypt/genbo': (body) => ({ ciphertext: sealed(body.plaintext) }),
    'POST decrypt/genbo': (body) => ({ plaintext: opened(body.ciphertext) }),
    'POST keys/genbo/config': (body) => (least = body.min_decryption_version, {}),
    'POST keys/genbo/trim': (body) => {
        if (body.min_available_version > least) throw new Error('decryption still allows it');
        for (const version of keys.keys()) if (version < body.min_available_version) keys.delete(version);
        return {};
    },
};

const server = createServer((request, response) => {
    let text = '';
    request.on('data', (part) => (text += part));
    request.on('end', () => {
        const say = (status, json) => {
            response.writeHead(status, { 'Content-Type': 'application/json' });
            response.end(JSON.stringify(json));
        };
        const body = JSON.parse(text || '{}');
        if (request.url === '/control') {
            if (body.at) trap = body;
            return say(200, { versions: keys.size });
        }
        if (request.headers['x-vault-token'] !== TOKEN) return say(403, { errors: ['permission denied'] });
        const name = `${request.method} ${request.url.replace('/v1/transit/', '')}`;
        if (trap && name.endsWith(trap.at)) {
            process.kill(trap.pid, 'SIGKILL');
            trap = undefined;
        }
        if (!acts[name] || (newest === 0 && name !== 'POST keys/genbo')) return say(404, { errors: [] });
        try {
            return say(200, { data: acts[name](body) });
        } catch (error) {
            return say(400, { errors: [error.message] });
        }
    });
});
// Who asks may be busy for longer than the five seconds after which an idle connection is closed.
server.keepAliveTimeout = 0;
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
