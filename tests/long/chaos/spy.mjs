// SPDX-License-Identifier: Apache-2.0
//
// What the server itself saw: triggers that write down every lease that was taken or kept, every event
// that came and went, and every audit leaf that came and was placed, each in the transaction that did
// it.  So the checks need not believe the nodes.

const TABLES = `
    CREATE SCHEMA chaos;
    CREATE TABLE chaos.lease_seen (id BIGSERIAL, xid BIGINT, name TEXT, holder TEXT, epoch BIGINT, expires BIGINT);
    CREATE TABLE chaos.event_added (lane BIGINT, entry BYTEA, customer BIGINT, kind TEXT);
    CREATE TABLE chaos.event_removed (xid BIGINT, lane BIGINT, entry BYTEA);
    CREATE TABLE chaos.leaf_added (entry BYTEA, leaf BYTEA);
    CREATE TABLE chaos.leaf_placed (xid BIGINT, seq BIGINT);
    INSERT INTO chaos.leaf_added SELECT entry, leaf FROM audit_pending;
    INSERT INTO chaos.leaf_added SELECT '', leaf FROM audit_leaf;
    INSERT INTO chaos.lease_seen (xid, name, holder, epoch, expires) SELECT 0, name, holder, epoch, expires FROM lease`;

const spy = (name, table, event, transition, insert) => `
    CREATE FUNCTION chaos.${name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
        BEGIN ${insert}; RETURN NULL; END $$;
    CREATE TRIGGER ${name} AFTER ${event} ON ${table} ${transition} EXECUTE FUNCTION chaos.${name}()`;

const ADDED = 'REFERENCING NEW TABLE AS rows FOR EACH STATEMENT';
const REMOVED = 'REFERENCING OLD TABLE AS rows FOR EACH STATEMENT';
const XID = 'pg_current_xact_id()::text::bigint';

export const SPY = [
    TABLES,
    spy('see_lease', 'lease', 'INSERT OR UPDATE', 'FOR EACH ROW', `INSERT INTO chaos.lease_seen (xid, name, holder, epoch, expires)
        VALUES (${XID}, NEW.name, NEW.holder, NEW.epoch, NEW.expires)`),
    spy('see_event', 'event', 'INSERT', ADDED, 'INSERT INTO chaos.event_added SELECT lane, entry, customer, kind FROM rows'),
    spy('see_event_go', 'event', 'DELETE', REMOVED, `INSERT INTO chaos.event_removed SELECT ${XID}, lane, entry FROM rows`),
    spy('see_leaf', 'audit_pending', 'INSERT', ADDED, 'INSERT INTO chaos.leaf_added SELECT entry, leaf FROM rows'),
    spy('see_leaf_placed', 'audit_leaf', 'INSERT', ADDED, `INSERT INTO chaos.leaf_placed SELECT ${XID}, seq FROM rows`),
].join(';\n');
