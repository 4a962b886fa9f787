// SPDX-License-Identifier: Apache-2.0
//
// Values out of JSON Schema, for as much of it as api/openapi.json uses: made to fit, spoilt so that
// they do not, and judged.  Everything comes from one seeded stream of chance, so that a run can be
// repeated.
//
//   const shapes = new Shapes(document, new Chance(seed));
//   shapes.make(schema)          a value that fits
//   shapes.spoil(value)          a copy with one thing wrong, mostly
//   shapes.judge(schema, value)  what is wrong, with its place; '' when it fits

export class Chance {
    constructor(seed) {
        this.state = seed >>> 0 || 1;
    }

    next() {  // xorshift32
        this.state ^= this.state << 13;
        this.state ^= this.state >>> 17;
        this.state ^= this.state << 5;
        return (this.state >>> 0) / 2 ** 32;
    }

    below(n) {
        return Math.floor(this.next() * n);
    }

    hits(share) {
        return this.next() < share;
    }

    of(list) {
        return list[this.below(list.length)];
    }
}

// What breaks readers: controls, other directions, halves of pairs, markup, formulas, paths, SQL.
export const NASTY = [
    '', ' ', '\u0000', '\u0007', '\u202e', '\ufeff', '\ud800', '𠮷野家', '髙橋　花子', 'ｶﾀｶﾅ', '"', "'", '\\', '%',
    '%00', '../../etc/passwd', '<script>alert(1)</script>', '{{7*7}}', '${7*7}', '=1+1', '-0', '1e999', 'NaN', 'null',
    "' OR 1=1 --", "'; DROP TABLE records; --", '\r\nSet-Cookie: a=b', '(a+)+$', 'A'.repeat(300), 'あ'.repeat(5000),
    '00000-00000', '2024-02-30', '9999-12-31T23:59:60Z', '-1', '18446744073709551616', '0x10', '１２３'];

const MARKS = { int64: 0, date: '2001-09-30', 'date-time': '2024-05-01T09:00:00Z', 'uri-reference': '/a', password: 'Sekkyoku-teki 42 kaeru' };

export class Shapes {
    constructor(document, chance, known = () => undefined) {
        this.document = document;
        this.chance = chance;
        this.known = known;  // A value of this name that the server has given before.
    }

    resolve(schema) {
        while (schema?.$ref !== undefined)
            schema = schema.$ref.slice(2).split('/').reduce((at, step) => at[step], this.document);
        return schema ?? {};
    }

    make(schema, name = '', depth = 0) {
        schema = this.resolve(schema);
        const chance = this.chance;
        const told = chance.hits(0.7) ? this.known(name) : undefined;
        if (told !== undefined && this.judge(schema, told) === '') return told;
        if (schema.oneOf) return this.make(chance.of(schema.oneOf), name, depth);
        if (schema.enum) return chance.of(schema.enum);
        const types = [schema.type ?? 'object'].flat();
        const type = types.length > 1 ? chance.of(types) : types[0];
        switch (type) {
            case 'null': return null;
            case 'boolean': return chance.hits(0.5);
            case 'integer': case 'number': return this.number(schema, type);
            case 'string': return this.text(schema);
            case 'array': {
                const least = schema.minItems ?? 0;
                const most = Math.min(schema.maxItems ?? 4, least + 4);
                const count = depth > 6 ? least : least + chance.below(most - least + 1);
                return Array.from({ length: count }, () => this.make(schema.items ?? {}, name, depth + 1));
            }
            default: return this.object(schema, depth);
        }
    }

    object(schema, depth) {
        const made = {};
        for (const [name, of] of Object.entries(schema.properties ?? {}))
            if (schema.required?.includes(name) || (depth < 6 && this.chance.hits(0.6)))
                made[name] = this.make(of, name, depth + 1);
        return made;
    }

    number(schema, type) {
        const low = schema.minimum ?? -5;
        const high = schema.maximum ?? Math.max(low, 1000);
        const at = this.chance.of([low, high, low + this.chance.next() * (high - low)]);
        return type === 'integer' ? Math.round(at) : at;
    }

    text(schema) {
        const chance = this.chance;
        if (schema.pattern) return this.patterned(schema.pattern);
        if (schema.format in MARKS && schema.format !== 'int64') return MARKS[schema.format];
        const least = schema.minLength ?? 0;
        const most = Math.min(schema.maxLength ?? 40, 2000);
        let text = chance.of(['佐藤 花子', 'hanako@example.jp', '090-1234-5678', 'ec', 'phone', ...NASTY.slice(7)]);
        text = [...text].filter((c) => c !== '\u0000').slice(0, most).join('');
        while ([...text].length < least) text += 'あ';
        return text;
    }

    // Character classes, literals and counts; the contract's patterns have no more.
    patterned(pattern) {
        let out = '';
        const piece = /\[((?:\\.|[^\]])*)\](\{\d+(?:,\d*)?\}|[+*?])?|\\(.)(\{\d+\}|[+*?])?|([^\\^$[\]])/g;
        for (const [, set, count, escaped, , plain] of pattern.matchAll(piece)) {
            if (set === undefined) {
                out += escaped ?? plain;
                continue;
            }
            const [least, most] = this.counts(count);
            const fitting = this.members(set);
            for (let i = least + this.chance.below(most - least + 1); i > 0; --i) out += this.chance.of(fitting);
        }
        return out;
    }

    counts(count) {
        if (count === undefined) return [1, 1];
        if (count === '?') return [0, 1];
        if (count === '*') return [0, 8];
        if (count === '+') return [1, 12];
        const [least, most] = count.slice(1, -1).split(',').map(Number);
        return [least, most === undefined ? least : Math.min(most || least + 8, least + 12)];
    }

    members(set) {
        const test = new RegExp(`[${set}]`);
        const members = [];
        for (let code = 0x20; code < 0x7f; ++code)
            if (test.test(String.fromCharCode(code))) members.push(String.fromCharCode(code));
        return members;
    }

    spoil(value) {
        const chance = this.chance;
        if (value !== null && typeof value === 'object' && chance.hits(0.75)) {
            const copy = structuredClone(value);
            const keys = Object.keys(copy);
            if (Array.isArray(copy) && chance.hits(0.2)) return Array.from({ length: 300 }, () => copy[0] ?? null);
            if (!Array.isArray(copy) && (keys.length === 0 || chance.hits(0.2))) {
                copy[chance.of(['role', 'admin', '__proto__x', 'id', 'version', 'あ', ''])] = chance.of([true, 1, 'owner']);
                return copy;
            }
            if (keys.length === 0) return [null];
            const key = chance.of(keys);
            if (!Array.isArray(copy) && chance.hits(0.3)) delete copy[key];
            else copy[key] = this.spoil(copy[key]);
            return copy;
        }
        return chance.of([
            null, true, 0, -1, 1.5, 2 ** 53, -(2 ** 63), 1e300, [], {}, [[[[]]]], { a: { a: {} } }, ...NASTY, NASTY.join('')]);
    }

    judge(schema, value, place = '') {
        schema = this.resolve(schema);
        if (schema.oneOf) {
            const fitting = schema.oneOf.filter((one) => this.judge(one, value, place) === '').length;
            return fitting === 1 ? '' : `${place}: fits ${fitting} of oneOf`;
        }
        if (schema.type && ![schema.type].flat().some((type) => this.isOf(type, value))) return `${place}: wrong type`;
        if (schema.enum && !schema.enum.includes(value)) return `${place}: not in enum`;
        if (typeof value === 'string') return this.judgeText(schema, value, place);
        if (typeof value === 'number') {
            const outside = value < (schema.minimum ?? -Infinity) || value > (schema.maximum ?? Infinity);
            return outside ? `${place}: out of range` : '';
        }
        if (Array.isArray(value)) {
            if (value.length < (schema.minItems ?? 0) || value.length > (schema.maxItems ?? Infinity)) return `${place}: count`;
            return this.first(value.map((one, i) => () => this.judge(schema.items ?? {}, one, `${place}/${i}`)));
        }
        if (value !== null && typeof value === 'object' && schema.properties) {
            for (const name of schema.required ?? []) if (!Object.hasOwn(value, name)) return `${place}/${name}: missing`;
            return this.first(Object.entries(value).map(([name, one]) => () =>
                Object.hasOwn(schema.properties, name) ? this.judge(schema.properties[name], one, `${place}/${name}`)
                    : `${place}/${name}: not described`));
        }
        return '';
    }

    first(judgements) {
        for (const judgement of judgements) {
            const wrong = judgement();
            if (wrong !== '') return wrong;
        }
        return '';
    }

    judgeText(schema, text, place) {
        const length = [...text].length;
        if (length < (schema.minLength ?? 0) || length > (schema.maxLength ?? Infinity)) return `${place}: length`;
        if (schema.pattern && !new RegExp(schema.pattern, 'u').test(text)) return `${place}: pattern`;
        return '';
    }

    isOf(type, value) {
        switch (type) {
            case 'null': return value === null;
            case 'boolean': return typeof value === 'boolean';
            case 'integer': return Number.isInteger(value);
            case 'number': return typeof value === 'number';
            case 'string': return typeof value === 'string';
            case 'array': return Array.isArray(value);
            default: return value !== null && typeof value === 'object' && !Array.isArray(value);
        }
    }
}
