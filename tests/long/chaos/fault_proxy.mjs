// SPDX-License-Identifier: Apache-2.0
//
// Stands between a node and the database server and cuts the wire at the worst moments.
//
//   const proxy = await FaultProxy.start(socketOfTheServer, chance);
//   proxy.plan = { beforeCommit: 0.01, afterCommit: 0.01, anyMessage: 0.0002 };
//
//   before a COMMIT   swallows it, so that it never happens
//   after a COMMIT    hands it on, waits until the server has said that it is done, and swallows the
//                     answer
//   anywhere          at any message of either side
//   silence           neither side hears of the other any more, and nobody hangs up (freeze())
//
// It reads the protocol just far enough to know a COMMIT: a simple query that is one, or the
// execution of a statement whose text is one (as adapter/postgres/fault_proxy.h does for the C++
// tests).  No TLS: it asks for none.

import { connect, createServer } from 'node:net';

const LETTER = { query: 0x51, parse: 0x50, bind: 0x42, execute: 0x45, done: 0x43, error: 0x45 };

// Takes one side of the conversation apart.  A message is a letter, a length that counts itself, and a
// body; only the client's first one has no letter.
class Messages {
    constructor(isClient) {
        this.opening = isClient;
        this.rest = Buffer.alloc(0);
    }

    * of(chunk) {
        let bytes = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk;
        for (;;) {
            const head = this.opening ? 0 : 1;
            if (bytes.length < head + 4) break;
            const size = head + bytes.readUInt32BE(head);
            if (bytes.length < size) break;
            const message = bytes.subarray(0, size);
            const letter = this.opening ? 0 : message[0];
            this.opening = false;
            bytes = bytes.subarray(size);
            yield { letter, message };
        }
        this.rest = bytes;
    }
}

// Follows what the client prepares and binds, to know a COMMIT when it is executed.
class CommitWatch {
    statements = new Set();
    portals = new Set();

    commits(letter, message) {
        if (letter === LETTER.query) return isCommit(words(message, 1)[0]);
        if (letter === LETTER.execute) return this.portals.has(words(message, 1)[0]);
        if (letter === LETTER.parse) {
            const [name, text] = words(message, 2);
            remember(this.statements, name, isCommit(text));
        } else if (letter === LETTER.bind) {
            const [portal, name] = words(message, 2);
            remember(this.portals, portal, this.statements.has(name));
        }
        return false;
    }
}

function words(message, count) {
    const out = [];
    let at = 5;
    for (let i = 0; i < count; i += 1) {
        const end = message.indexOf(0, at);
        out.push(message.toString('latin1', at, end));
        at = end + 1;
    }
    return out;
}

const isCommit = (text) => /(^|;)\s*commit\s*;?\s*$/i.test(text);

function remember(names, name, commit) {
    if (commit) names.add(name);
    else names.delete(name);
}

class Link {
    constructor(proxy, client) {
        this.proxy = proxy;
        this.client = client;
        this.server = connect(proxy.upstream);
        this.watch = new CommitWatch();
        this.swallow = false;
        this.frozen = false;
        client.setNoDelay(true);
        for (const [from, to, isClient] of [[client, this.server, true], [this.server, client, false]]) {
            const messages = new Messages(isClient);
            from.on('data', (chunk) => this.pass(messages, chunk, to, isClient));
            from.on('close', () => this.cut());
            from.on('error', () => this.cut());
            to.on('drain', () => from.resume());
        }
    }

    pass(messages, chunk, to, isClient) {
        if (this.frozen) return;
        const forward = [];
        let cut = false;
        for (const { letter, message } of messages.of(chunk)) {
            if (isClient) {
                const fate = this.proxy.fateOf(this.watch.commits(letter, message));
                cut = fate === 'cut';
                if (fate === 'cut after') this.swallow = true;
            } else if (this.swallow) {
                cut = letter === LETTER.error || (letter === LETTER.done &&
                    /^(COMMIT|ROLLBACK)/.test(words(message, 1)[0]));
                if (!cut) continue;
            } else {
                cut = this.proxy.fateOf(false) === 'cut';
                if (this.proxy.onCommit && letter === LETTER.done && words(message, 1)[0] === 'COMMIT') this.proxy.tellCommit();
            }
            if (cut) break;
            forward.push(message);
        }
        const from = isClient ? this.client : this.server;
        if (forward.length > 0 && !to.destroyed && !to.write(Buffer.concat(forward))) from.pause();
        if (cut) this.cut();
    }

    cut() {
        this.client.destroy();
        this.server.destroy();
        this.proxy.links.delete(this);
    }
}

export class FaultProxy {
    plan = { beforeCommit: 0, afterCommit: 0, anyMessage: 0 };
    counts = { connections: 0, commits: 0, cutBefore: 0, cutAfter: 0, cutAnywhere: 0, cutAll: 0, frozen: 0 };
    links = new Set();

    static async start(upstream, chance) {
        const proxy = new FaultProxy();
        proxy.upstream = upstream;
        proxy.chance = chance;
        proxy.listener = createServer((client) => {
            proxy.counts.connections += 1;
            proxy.links.add(new Link(proxy, client));
        });
        await new Promise((done) => proxy.listener.listen(0, '127.0.0.1', done));
        proxy.port = proxy.listener.address().port;
        return proxy;
    }

    url(database) {
        return `postgresql://genbo@127.0.0.1:${this.port}/${database}?sslmode=disable`;
    }

    calm() {
        this.plan = { beforeCommit: 0, afterCommit: 0, anyMessage: 0 };
    }

    // The node loses all of its connections at once.
    cutAll() {
        this.counts.cutAll += this.links.size;
        for (const link of this.links) link.cut();
    }

    // One connection falls silent, and ends after a while.
    freeze(milliseconds) {
        const link = this.chance.of([...this.links]);
        if (!link) return;
        link.frozen = true;
        this.counts.frozen += 1;
        setTimeout(() => link.cut(), milliseconds).unref();
    }

    // The moment in which the server has committed and the node has not heard of it.
    nextCommit(seconds) {
        return new Promise((done) => {
            const late = setTimeout(() => this.tellCommit(false), seconds * 1000);
            this.onCommit = (came) => {
                clearTimeout(late);
                done(came);
            };
        });
    }

    tellCommit(came = true) {
        const { onCommit } = this;
        this.onCommit = undefined;
        onCommit?.(came);
    }

    stop() {
        this.cutAll();
        this.listener.close();
    }

    fateOf(commit) {
        if (commit) {
            this.counts.commits += 1;
            if (this.chance.happens(this.plan.beforeCommit)) {
                this.counts.cutBefore += 1;
                return 'cut';
            }
            if (this.chance.happens(this.plan.afterCommit)) {
                this.counts.cutAfter += 1;
                return 'cut after';
            }
        }
        if (!this.chance.happens(this.plan.anyMessage)) return 'pass';
        this.counts.cutAnywhere += 1;
        return 'cut';
    }
}
