// SPDX-License-Identifier: Apache-2.0
//
// What must be true of the database, whatever happened to it.  Each check is one statement whose rows
// are what is wrong: none means that it holds.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { sql as sqlite } from '../../cli/harness.mjs';
import { BATCH_ROWS } from './house.mjs';

const UPLOAD_BATCH_ROWS = 500;  // The program's own, src/app/file_import.h.
const LEASE_SECONDS = 15;       // src/register/duties.h.

const differ = (left, right) => `(((${left}) EXCEPT ALL (${right})) UNION ALL ((${right}) EXCEPT ALL (${left})))`;
const none = (select) => `SELECT * FROM ${select} wrong LIMIT 5`;
// A leaf without its place: what remains of it between audit_pending and audit_leaf.
const content = (leaf) => `substring(${leaf} FROM 5 + CASE get_byte(${leaf}, 4) WHEN 24 THEN 2 WHEN 25 THEN 3 WHEN 26 THEN 5 WHEN 27 THEN 9 ELSE 1 END)`;
const leavesOf = (action) => `(SELECT count(*) FROM audit_leaf WHERE position(convert_to('${action}', 'UTF8') IN leaf) > 0)`;
const same = (left, right) => `SELECT * FROM (SELECT ${left} AS one, ${right} AS other) both_sides WHERE one <> other`;

// True at any moment, in any transaction.
export const ALWAYS = {
    'no number twice': `SELECT text FROM number GROUP BY text HAVING count(*) > 1 LIMIT 5`,
    'numbers can be found by their text': none(differ('SELECT text, number_id FROM number', 'SELECT text, number_id FROM number_text')),
    'numbers can be found by their anchor':
        none(differ('SELECT anchor, number_id FROM number WHERE anchor > 0', 'SELECT anchor, number_id FROM number_anchor')),
    'each anchor is a record':
        `SELECT number_id FROM number n LEFT JOIN record r ON r.record_id = n.anchor WHERE n.anchor > 0 AND r.record_id IS NULL LIMIT 5`,
    'a record for each key, a key for each record':
        none(differ('SELECT key_hash, source_id, record_id FROM record', 'SELECT key_hash, source_id, record_id FROM record_key')),
    'members as the records say':
        none(differ('SELECT customer, record_id FROM record WHERE customer > 0', 'SELECT customer, record_id FROM customer_record')),
    'who has a version has a customer, with a number': `SELECT record_id FROM record r LEFT JOIN number n ON n.number_id = r.customer
        WHERE (r.version > 0) <> (r.customer > 0) OR (r.customer > 0 AND n.number_id IS NULL) LIMIT 5`,
    'versions without a gap': `SELECT r.record_id FROM record r LEFT JOIN record_version v ON v.record_id = r.record_id
        GROUP BY r.record_id HAVING count(v.version) <> max(r.last_version) OR max(v.version) <> max(r.last_version) LIMIT 5`,
    'each record is its current version': `SELECT r.record_id FROM record r LEFT JOIN record_version v
        ON v.record_id = r.record_id AND v.version = r.version WHERE r.version > 0 AND v.content_hash IS DISTINCT FROM r.content_hash LIMIT 5`,
    'a version that was written says something new': `SELECT v.record_id FROM record_version v JOIN record_version w
        ON w.record_id = v.record_id AND w.version = v.version - 1 AND w.content_hash = v.content_hash
        JOIN import i ON i.import_id = w.import_id AND i.state <> 4 LIMIT 5`,
    'moves lead to where the record is': `SELECT r.record_id FROM record r JOIN LATERAL
        (SELECT to_number FROM move m WHERE m.record_id = r.record_id ORDER BY seq DESC LIMIT 1) last ON true
        WHERE last.to_number > 0 AND last.to_number <> r.customer LIMIT 5`,
    'verdicts are beside both of their records': none(differ(
        'SELECT left_record, verdict_id FROM verdict UNION ALL SELECT right_record, verdict_id FROM verdict',
        'SELECT record_id, verdict_id FROM verdict_side')),
    'the counts of each import add up': `SELECT import_id FROM import WHERE added + changed + same + rejected <> rows_read LIMIT 5`,
    'each import wrote as many versions as it says': `SELECT i.import_id, i.added + i.changed, count(v.version) FROM import i
        LEFT JOIN record_version v ON v.import_id = i.import_id GROUP BY i.import_id HAVING count(v.version) <> i.added + i.changed LIMIT 5`,
    'each import refused as many rows as it says': `SELECT i.import_id, i.rejected, count(j.row_no) FROM import i
        LEFT JOIN rejection j ON j.import_id = i.import_id GROUP BY i.import_id HAVING count(j.row_no) <> i.rejected LIMIT 5`,
    'no import twice': `SELECT file_name FROM import WHERE file_name LIKE 'a%' GROUP BY file_name HAVING count(*) > 1 LIMIT 5`,
    'audit places without a gap': `SELECT count(*) FROM audit_leaf HAVING count(*) <> coalesce(max(seq) + 1, 0)`,
    'an audit leaf for every act, waiting or placed, none twice': none(differ(
        `SELECT ${content('leaf')} FROM chaos.leaf_added`,
        `(SELECT ${content('leaf')} FROM audit_leaf UNION ALL SELECT ${content('leaf')} FROM audit_pending)`)),
    'leaves are placed by whoever holds the lease': `SELECT p.seq FROM chaos.leaf_placed p
        WHERE NOT EXISTS (SELECT 1 FROM chaos.lease_seen s WHERE s.xid = p.xid AND s.name = 'audit') LIMIT 5`,
    'events are removed by whoever holds the lease of their lane': `SELECT r.lane FROM chaos.event_removed r
        WHERE NOT EXISTS (SELECT 1 FROM chaos.lease_seen s WHERE s.xid = r.xid AND s.name = 'outbox_' || r.lane) LIMIT 5`,
    'events that came are there or were removed, once': none(differ('SELECT lane, entry FROM chaos.event_added',
        '(SELECT lane, entry FROM event UNION ALL SELECT lane, entry FROM chaos.event_removed)')),
    'an event for every number that a customer got': `SELECT number_id FROM number WHERE kind = 0 AND NOT EXISTS
        (SELECT 1 FROM chaos.event_added e WHERE e.customer = number_id AND e.kind = 'customer.created') LIMIT 5`,
    'one lease holder per epoch': `SELECT name, epoch FROM chaos.lease_seen WHERE name <> 'partition'
        GROUP BY name, epoch HAVING count(DISTINCT holder) > 1 LIMIT 5`,
    'epochs only rise, by one': `SELECT name, epoch FROM (SELECT name, epoch, lag(epoch) OVER (PARTITION BY name ORDER BY id) AS before
        FROM chaos.lease_seen) s WHERE epoch <> before AND epoch <> before + 1 LIMIT 5`,
    'one transaction of the partition per epoch': `SELECT epoch FROM chaos.lease_seen WHERE name = 'partition' GROUP BY epoch HAVING count(*) > 1 LIMIT 5`,
    'no lease is taken before it ended': `SELECT name, epoch FROM (SELECT name, holder, epoch, expires, lag(holder) OVER w AS holder_before,
        lag(expires) OVER w AS expires_before FROM chaos.lease_seen WHERE name <> 'partition' WINDOW w AS (PARTITION BY name ORDER BY id)) s
        WHERE holder <> holder_before AND expires_before > expires - ${LEASE_SECONDS * 1_000_000} LIMIT 5`,
};

// True of the index tables, unless a crash has just emptied them.
const OVERFULL = 100;  // block_cap, src/app/config.cc.
const WHOLE = `EXISTS (SELECT 1 FROM index_state WHERE value LIKE 'whole%')`;
Object.assign(ALWAYS, {
    'the index has every record that is there': `SELECT * FROM ${differ('SELECT record_id FROM match_row',
        'SELECT record_id FROM record WHERE version > 0')} wrong WHERE ${WHOLE} LIMIT 5`,
    'the index has keys of records that are there, and of no others': `SELECT * FROM ${differ('SELECT DISTINCT record_id FROM match_key',
        `SELECT record_id FROM match_row r WHERE EXISTS (SELECT 1 FROM match_key k WHERE k.record_id = r.record_id)`)} wrong WHERE ${WHOLE} LIMIT 5`,
    'keys of too many records are marked, and no others': `SELECT * FROM ${differ('SELECT key_hash FROM match_overfull',
        `SELECT key_hash FROM match_key GROUP BY key_hash HAVING count(*) > ${OVERFULL}`)} wrong WHERE ${WHOLE} LIMIT 5`,
    'edges have two directions': `SELECT * FROM ${differ('SELECT record_id, other_id, bits, customer, other_customer FROM match_edge',
        'SELECT other_id, record_id, bits, other_customer, customer FROM match_edge')} wrong WHERE ${WHOLE} LIMIT 5`,
    'edges know whose their records are': `SELECT e.record_id, e.customer, r.customer FROM match_edge e
        LEFT JOIN record r ON r.record_id = e.record_id WHERE e.customer IS DISTINCT FROM r.customer AND ${WHOLE} LIMIT 5`,
});

// True when everybody has stopped and the duties are done.
export const AT_REST = {
    // The watch looks at what was read on its own time, the last time maybe as its node goes.
    'no audit leaf waits but that of an alert': `SELECT 1 FROM audit_pending WHERE position('alert.raise'::bytea IN leaf) = 0 LIMIT 1`,
    'no event waits': 'SELECT 1 FROM event LIMIT 1',
    'no import seems to run': 'SELECT import_id FROM import WHERE state = 0 LIMIT 5',
    'an audit leaf for each record': same(leavesOf('record.add'), '(SELECT count(*) FROM record)'),
    'an audit leaf for each version':
        same(`${leavesOf('record.add')} + ${leavesOf('record.change')}`, '(SELECT count(*) FROM record_version)'),
    'an audit leaf for each import': same(leavesOf('import.begin'), '(SELECT count(*) FROM import)'),
    'an audit leaf for each batch': same(leavesOf('import.batch'), `(SELECT sum(ceil(rows_read::numeric /
        CASE WHEN file_name LIKE 'a%' THEN ${BATCH_ROWS} ELSE ${UPLOAD_BATCH_ROWS} END)) FROM import)`),
    'an audit leaf for each verdict': same(leavesOf('verdict.give'), '(SELECT count(*) FROM verdict)'),
};

export class Checks {
    passed = 0;
    failed = [];

    constructor(house) {
        this.house = house;
    }

    that(name, held, found = '') {
        if (held === true) {
            this.passed += 1;
            return;
        }
        this.failed.push(name);
        console.log(`  FAIL  ${name}  ${String(found).slice(0, 500)}`);
    }

    // All from one moment.
    async all(checks) {
        const { server } = this.house;
        const parts = Object.entries(checks).map(([name, select]) =>
            `SELECT '${name}' AS name, (SELECT coalesce(json_agg(t), '[]') FROM (${select}) t) AS wrong`);
        await server.sql('genbo', 'ANALYZE');
        const found = JSON.parse(await server.sql('genbo', `SELECT json_agg(c) FROM (${parts.join('\nUNION ALL ')}) c`));
        for (const { name, wrong } of found) this.that(name, wrong.length === 0, JSON.stringify(wrong));
    }

    // What imports said while they ran, and what is there.
    async acknowledged() {
        const rows = await this.house.server.rows('genbo', `SELECT file_name, state, rows_read, added, changed, same, rejected FROM import`);
        const there = new Map(rows.map((row) => [row.file_name, row]));
        let acknowledged = 0;
        for (const attempt of this.house.attempts) {
            const row = there.get(attempt.name);
            const durable = row?.rows_read ?? 0;
            acknowledged += attempt.acknowledged;
            if (durable < attempt.acknowledged)
                this.that('acknowledged rows are there', false, `${attempt.name}: ${attempt.acknowledged} acknowledged, ${durable} there`);
            if (durable % BATCH_ROWS !== 0 && durable !== attempt.job.rows)
                this.that('no half batch', false, `${attempt.name}: ${durable} of ${attempt.job.rows} rows`);
            if (attempt.code !== 0) continue;
            const { new: added, changed, same: unchanged, rejected } = attempt.json;
            const told = [row?.state === 4 ? 4 : 1, attempt.job.rows, added, changed, unchanged, rejected].join();
            const said = row && [row.state, row.rows_read, row.added, row.changed, row.same, row.rejected].join();
            if (said !== told) this.that('an import that came to its end is there as it said', false, `${attempt.name}: said ${told}, is ${said}`);
        }
        for (const name of ['acknowledged rows are there', 'no half batch', 'an import that came to its end is there as it said'])
            if (!this.failed.includes(name)) this.that(name, true);
        return acknowledged;
    }

    // Every reserved block is there once, with the numbers that were answered.
    async reservations(load) {
        const rows = await this.house.server.rows('genbo',
            `SELECT owner, array_agg(text ORDER BY number_id) AS texts FROM number WHERE kind = 2 GROUP BY owner`);
        const there = new Map(rows.map((row) => [row.owner, row.texts]));
        const doubled = [];
        const wrong = [];
        for (const { owner, size, numbers } of load.reservations) {
            const texts = there.get(owner) ?? [];
            there.delete(owner);
            if (numbers === undefined) continue;
            if (!numbers.every((number) => texts.includes(number)) || numbers.length !== size) wrong.push(owner);
            else if (texts.length !== size) doubled.push(`${owner}: ${size} asked for, ${texts.length} reserved`);
        }
        this.that('reserved numbers are there', wrong.length === 0, wrong.slice(0, 5).join());
        this.that('nobody reserved what nobody asked for', there.size === 0, [...there.keys()].slice(0, 5).join());
        this.that('a reservation that was asked for again is made once', doubled.length === 0, `${doubled.length}: ${doubled.slice(0, 5).join()}`);
        return doubled.length;
    }

    // A verdict "later" comes from nothing but a review, and no review was answered twice.
    async verdicts(load) {
        const rows = await this.house.server.rows('genbo',
            `SELECT left_record || '-' || right_record AS id, kind, count(*)::int AS count FROM verdict GROUP BY 1, 2`);
        const count = (id, kind) => rows.find((row) => row.id === id && row.kind === kind)?.count ?? 0;
        const kinds = { same: 0, not_same: 1, later: 2 };
        const wrong = load.verdicts.filter(({ id, verdict, status }) => {
            const times = count(id, kinds[verdict]);
            return status === 200 ? times < 1 || (verdict === 'later' && times > 1) : false;
        });
        this.that('answered verdicts are there, once', wrong.length === 0, JSON.stringify(wrong.slice(0, 5)));
    }

    // What came by, by the files of all nodes: { lines, events }.
    async outbox() {
        const ids = new Map();
        let lines = 0;
        for (const node of this.house.nodes) {
            const text = readFileSync(node.events, 'utf8');
            this.that('an events file ends with a whole line', text === '' || text.endsWith('\n'), node.events);
            for (const line of text.split('\n')) {
                if (line === '') continue;
                lines += 1;
                try {
                    const { id, kind, customer } = JSON.parse(line);
                    ids.set(id, `${kind} ${customer.replace('-', '')}`);
                } catch {
                    this.that('every line of the events is whole', false, `${node.events}: ${line.slice(0, 100)}`);
                }
            }
        }
        const added = await this.house.server.rows('genbo', `SELECT encode(e.entry, 'hex') AS id, e.kind, n.text FROM chaos.event_added e
            JOIN number n ON n.number_id = e.customer`);
        const lost = added.filter(({ id, kind, text }) => ids.get(id) !== `${kind} ${text}`);
        this.that('every event was delivered', lost.length === 0, `${lost.length} of ${added.length}: ${JSON.stringify(lost.slice(0, 3))}`);
        this.that('nothing was delivered that did not happen', ids.size <= added.length, `${ids.size} of ${added.length}`);
        return { lines, events: added.length };
    }

    // What the nodes believed of their leases.
    leases(logs) {
        const taken = new Map();
        for (const { event, lease, epoch, file } of logs) {
            if (event !== 'lease.taken') continue;
            const term = `${lease} ${epoch}`;
            this.that('no two nodes believe in one epoch', !taken.has(term), `${term}: ${taken.get(term)} and ${file}`);
            taken.set(term, file);
        }
        return taken.size;
    }

    async doctor(dir, what) {
        const found = await this.house.run(['doctor', '--dir', dir, '--json']);
        this.that(`the doctor finds ${what} sound`, found.json?.sound === true, found.out + found.error);
    }

    // Rows in the sources of the waves: as many records as keys, as many versions as said something new.
    async contents(waves, exactly) {
        const rows = await this.house.server.rows('genbo', `SELECT s.name, count(*)::int AS records, sum(r.last_version)::int AS versions,
            count(*) FILTER (WHERE r.version > 0)::int AS live FROM record r JOIN source s ON s.source_id = r.source_id GROUP BY 1`);
        const there = new Map(rows.map((row) => [row.name, row]));
        for (const { source, rows: all, refused, changed, undone } of waves.flat()) {
            const { records, versions, live } = there.get(source) ?? {};
            const want = all - refused;
            const ok = records === want && live === want && (undone || !exactly || versions === want + changed);
            this.that('each row is there once, with a version for each thing it said', ok,
                `${source}: ${want} rows, ${changed} changed; ${records} records, ${live} live, ${versions} versions`);
        }
    }

    // The same files, by one process on a master of its own that nothing disturbs: the same records, and the
    // same people are one.
    async twins(waves) {
        const moved = await this.house.run(['migrate', '--dir', 'calm', '--to', 'file', '--json']);
        if (moved.code !== 0) throw new Error(`migrate: ${moved.code} ${moved.out}${moved.error}`);
        // In the order in which the sources got their numbers: keyed hashes depend on them.
        const order = await this.house.server.rows('genbo', 'SELECT name FROM source ORDER BY source_id');
        const files = new Map(waves.flat().map((file) => [file.source, file]));
        for (const { source, mapping, phases } of order.map(({ name }) => files.get(name)))
            for (const { whole } of phases) await this.house.must(['import', '--dir', 'calm', '--source', source, '--mapping', mapping, whole.path, '--json']);
        const calm = sqlite(join(this.house.folder, 'calm', 'genbo.db'), `SELECT s.name || ' ' || lower(hex(r.key_hash)) AS record,
            lower(hex(r.content_hash)) AS content, r.customer FROM record r JOIN source s ON s.source_id = r.source_id WHERE r.version > 0`);
        const here = await this.house.server.rows('genbo', `SELECT s.name || ' ' || encode(r.key_hash, 'hex') AS record,
            encode(r.content_hash, 'hex') AS content, r.customer FROM record r JOIN source s ON s.source_id = r.source_id WHERE r.version > 0`);
        const contents = (rows) => rows.map(({ record, content }) => `${record} ${content}`).sort();
        const there = new Set(contents(calm));
        const other = contents(here).filter((row) => !there.has(row));
        this.that('every record says what it says undisturbed', other.length === 0 && calm.length === here.length,
            `${other.length} of ${here.length}, ${calm.length} undisturbed: ${other.slice(0, 3)}`);
        const people = (rows) => {
            const customers = new Map();
            for (const { record, customer } of rows) customers.set(customer, [...(customers.get(customer) ?? []), record]);
            return [...customers.values()].map((members) => members.sort().join()).sort();
        };
        const undisturbed = people(calm);
        const known = new Set(undisturbed);
        const strange = people(here).filter((members) => !known.has(members));
        this.that('who is one customer is one undisturbed', strange.length === 0, `${strange.length} of ${undisturbed.length}: ${strange.slice(0, 3)}`);
        return { records: here.length, customers: undisturbed.length };
    }

    // The index that grew under all this is the one that is made anew.
    async rebuilt() {
        const { server } = this.house;
        const tables = { match_key: '*', match_overfull: '*', match_edge: '*', match_row: 'record_id' };
        await server.sql('genbo', Object.entries(tables).map(([name, columns]) =>
            `CREATE TABLE chaos.${name} AS SELECT ${columns} FROM ${name}`).join(';'));
        const done = await this.house.run(['rebuild', '--dir', 'home', '--json']);
        this.that('a rebuild finds nothing to mend', done.code === 0 && done.json?.differences === 0 && done.json?.mended === 0, done.out + done.error);
        for (const [name, columns] of Object.entries(tables)) {
            const [grown, made] = [`SELECT ${columns} FROM chaos.${name}`, `SELECT ${columns} FROM ${name}`];
            const wrong = await server.rows('genbo', `SELECT 'grown' AS side, * FROM ((${grown}) EXCEPT ALL (${made})) a
                UNION ALL SELECT 'made' AS side, * FROM ((${made}) EXCEPT ALL (${grown})) b`);
            this.that('the index that grew is the one that is made anew', wrong.length === 0, `${name}: ${wrong.length} rows, ${JSON.stringify(wrong.slice(0, 4))}`);
        }
    }
}
