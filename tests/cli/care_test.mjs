// SPDX-License-Identifier: Apache-2.0
//
// Contradictions, relations and reconciliation as a script drives them: found, decided, taken back,
// repaired; and nothing of somebody who was erased stays behind in any of them.
//   node care_test.mjs PROGRAM

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { Cases, programIn } from './harness.mjs';

const PROGRAM = resolve(process.argv[2]);

const folder = mkdtempSync(join(tmpdir(), 'genbo-care-'));
const test = new Cases();
const genbo = programIn(folder, PROGRAM, test);
const at = (...parts) => join(folder, ...parts);

const HEADER = 'id,氏名,フリガナ,電話,メール,生年月日,住所,ポイント,購入金額';
const write = (name, rows) => writeFileSync(at(name), `${[HEADER, ...rows].join('\n')}\n`);
const importFile = (source, file, name = `import ${file}`) =>
    genbo(0, name, ['import', '--source', source, file]).json;
const revealed = (name, args) => genbo(0, name, [...args, '--reveal', 'a test']).json;
const numberOf = (mail) =>
    (genbo(0, `search ${mail}`, ['search', mail]).json.customers ?? [])[0]?.number;
const goldenOf = (number, field) =>
    (revealed(`show ${number}`, ['show', number]).golden ?? [])
        .find((one) => one.field === field)?.value;

const HANAKO = '佐藤 花子,サトウ ハナコ';
const TARO = '鈴木 太郎,スズキ タロウ';
const JIRO = '高橋 次郎,タカハシ ジロウ';

function makeMaster() {
    genbo(0, 'init', ['init', 'm'], { dir: null });
    write('shop.csv', [
        `1,${HANAKO},090-3711-8264,hanako@example.jp,1980-02-03,東京都港区芝公園4-2-8,100,5000`,
        `2,${TARO},03-3211-1111,taro@example.jp,1975-11-30,大阪府大阪市北区梅田3-1-3,20,800`,
        `3,${JIRO},080-2222-3333,jiro@example.jp,1990-05-05,京都府京都市中京区寺町5-6,0,0`]);
    write('ec.csv', [
        `a,${HANAKO},090-3711-8264,hanako@example.jp,1980-02-13,東京都港区芝公園4-2-8,10,300`,
        // A mobile number beside the fixed line, and a birth that is still to come.
        `b,${TARO},090-7777-8888,taro@example.jp,2075-11-30,大阪府大阪市北区梅田3-1-3,5,100`]);
    importFile('shop', 'shop.csv');
    const outcome = importFile('ec', 'ec.csv');
    const taros = genbo(0, 'search', ['search', 'taro@example.jp']).json.customers ?? [];
    // Fixed rules do not join him by mail and address alone, and leave it to a person.
    if (taros.length === 2) genbo(0, '… a person joins them', ['merge', taros[0].number, taros[1].number, '--reason', 'test']);
    test.that('… both meet the customers that are there', outcome.customers_joined === 0
        && outcome.customers_new === taros.length - 1, JSON.stringify(outcome));
}

// ── Contradictions ──────────────────────────────────────────────────────────────────────────────

function conflicts() {
    const found = revealed('conflicts', ['conflicts']);
    test.that(
        '… one: the birth date of one customer', found.found === 1 && found.customers === 1
            && found.conflicts?.[0]?.field === 'birth_date', JSON.stringify(found));
    const [conflict] = found.conflicts ?? [];
    const number = conflict?.number;
    test.that('… with who says what', JSON.stringify(
        conflict?.sides.map((side) => [side.value, side.claims[0].source]).sort())
        === JSON.stringify([['1980-02-03', 'shop'], ['1980-02-13', 'ec']]), JSON.stringify(conflict));
    const masked = genbo(0, 'conflicts, for the operator', ['conflicts']).text;
    test.that('… are masked', !masked.includes('1980-02'), masked);

    const right = conflict?.sides.find((side) => side.value === '1980-02-13')?.claims[0].record;
    genbo(2, 'deciding an attribute that is none', ['conflicts', number, '--decide', 'colour']);
    const decided = genbo(0, 'conflicts --decide', [
        'conflicts', number, '--decide', 'birth_date', '--record', String(right),
        '--reason', 'seen on the card']);
    const ruling = decided.json.ruling;
    test.that('… is the golden value', goldenOf(number, 'birth_date') === '1980-02-13');
    genbo(1, 'none is left', ['conflicts']);
    importFile('shop', 'shop.csv', 'the same file again');
    genbo(1, '… opens none', ['conflicts', '--look']);
    genbo(0, 'conflicts --withdraw', ['conflicts', '--withdraw', ruling]);
    genbo(3, '… twice is refused', ['conflicts', '--withdraw', ruling]);
    const again = genbo(0, '… and it is back', ['conflicts', number]).json;
    test.that('… undecided', again.conflicts?.length === 1, JSON.stringify(again));
    genbo(1, 'conflicts of a field that has none', ['conflicts', '--field', 'email']);
    genbo(2, 'conflicts of no field', ['conflicts', '--field', 'colour']);
    return number;
}

function impossibleBirth() {
    const number = numberOf('taro@example.jp');
    test.that('a birth to come is not golden', goldenOf(number, 'birth_date') === '1975-11-30');
    genbo(1, '… contradicts nothing', ['conflicts', number]);
    const findings = genbo(0, 'cleanse --dry-run', ['cleanse', '--dry-run']).json.proposals ?? [];
    test.that('… and is a finding', findings.some((one) => one.code === 'register.date_future'));
    write('late.csv', [`c,未来 子,,,mirai@example.jp,2099-01-01,,0,0`]);
    const outcome = genbo(
        0, 'a file with one', ['import', '--source', 'late', '--dry-run', 'late.csv']);
    test.that('… says so', outcome.json.findings === 1, outcome.text);
    const told = genbo(
        0, '… in words', ['import', '--source', 'late', '--dry-run', 'late.csv'], { json: false });
    test.that('… with the row and the column', /row 2 生年月日 .*future/.test(told.text), told.text);
}

// ── Relations ───────────────────────────────────────────────────────────────────────────────────

function relations(hanako) {
    const taro = numberOf('taro@example.jp');
    genbo(1, 'no relation yet', ['relations']);
    const added = genbo(0, 'relations --add', [
        'relations', taro, '--add', 'household', '--to', hanako, '--since', '2020-04-01']);
    const id = String(added.json.relation);
    test.that('… has an id', /^\d+$/.test(id), added.text);
    genbo(4, '… in a circle is refused', [
        'relations', hanako, '--add', 'household', '--to', taro]);
    genbo(2, '… on no day is refused', [
        'relations', taro, '--add', 'contact', '--to', hanako, '--since', 'yesterday']);
    const list = genbo(0, 'relations', ['relations', taro]).json.relations ?? [];
    test.that('… one, with its days', list.length === 1 && list[0].lower === taro
        && list[0].upper === hanako && list[0].since === '2020-04-01' && list[0].until === '',
    JSON.stringify(list));
    const csv = genbo(0, 'relations --csv', ['relations', '--csv'], { json: false }).text;
    test.that(
        '… as a table', csv.split(/\r?\n/)[0].endsWith('id,kind,lower,upper,since,until,title')
            && csv.includes(`household,${taro},${hanako}`), csv);
    const group = genbo(0, 'relations --group', ['relations', hanako, '--group']).json;
    test.that('… counts both', group.members?.length === 2 && group.purchase_amount === 400,
        JSON.stringify(group));
    genbo(2, 'relations --end on no day', ['relations', taro, '--end', id]);
    genbo(0, 'relations --end', ['relations', taro, '--end', id, '--until', '2024-03-31']);
    const after = genbo(0, '… the group', ['relations', hanako, '--group']).json;
    test.that('… is one again', after.members?.length === 1, JSON.stringify(after));
    genbo(0, 'relations --withdraw', ['relations', taro, '--withdraw', id]);
    genbo(3, '… twice is refused', ['relations', taro, '--withdraw', id]);
    genbo(1, '… and it never was', ['relations', taro]);
}

// ── Reconciliation ──────────────────────────────────────────────────────────────────────────────

function reconcile() {
    genbo(1, 'no reconciliation yet', ['reconcile', '--list']);
    const same = genbo(0, 'reconcile', ['reconcile', '--source', 'shop', 'shop.csv']).json;
    test.that('… agrees', same.agrees === true && same.same === 3 && same.in_file.points === 120
        && same.in_register.purchase_amount === 5800, JSON.stringify(same));
    write('shop2.csv', [
        `1,${HANAKO},090-3711-8264,hanako@example.jp,1980-02-03,東京都港区芝公園4-2-8,150,5000`,
        `2,${TARO},03-3211-1111,taro@example.jp,1975-11-30,大阪府大阪市北区梅田3-1-3,20,800`,
        '4,田中 四郎,タナカ シロウ,080-4444-5555,shiro@example.jp,1966-06-06,,7,70']);
    const drift = genbo(
        1, 'reconcile a file that differs', ['reconcile', '--source', 'shop', 'shop2.csv']).json;
    test.that('… says where', drift.differing === 1 && drift.only_file === 1
        && drift.only_register === 1 && drift.same === 1 && Object.values(drift.fields).length === 1,
    JSON.stringify(drift));
    const repaired = genbo(
        1, 'reconcile --repair', ['reconcile', '--source', 'shop', '--repair', 'shop2.csv']).json;
    test.that('… imports it', repaired.repaired_by > 0, JSON.stringify(repaired));
    const rest = genbo(1, '… after which', ['reconcile', '--source', 'shop', 'shop2.csv']).json;
    test.that('… what only the register has is left', rest.differing === 0 && rest.only_file === 0
        && rest.only_register === 1, JSON.stringify(rest));
    const list = genbo(0, 'reconcile --list', ['reconcile', '--list']).json.reconciliations ?? [];
    test.that('… all four', list.length === 4 && list.filter((one) => one.repaired_by > 0).length === 1,
        JSON.stringify(list));
    genbo(3, 'reconcile with no source', ['reconcile', '--source', 'nobody', 'shop.csv']);
    genbo(3, 'reconcile with no file', ['reconcile', '--source', 'shop', 'none.csv']);
    genbo(0, 'undo of the repair', ['undo', String(repaired.repaired_by)]);
    genbo(0, '… agrees with the first file again', ['reconcile', '--source', 'shop', 'shop.csv']);
}

// ── Files that are odd ──────────────────────────────────────────────────────────────────────────

// A zip of files that are not packed.
function zipOf(files) {
    const number = (value, bytes) => Buffer.from(Array.from({ length: bytes }, (_, i) => (value >>> (8 * i)) & 255));
    const parts = [];
    const directory = [];
    let offset = 0;
    for (const [name, text] of Object.entries(files)) {
        const data = Buffer.from(text);
        const about = Buffer.concat([
            number(20, 2), number(0, 2), number(0, 2), number(0, 4), number(crc32(data), 4), number(data.length, 4),
            number(data.length, 4), number(name.length, 2), number(0, 2)]);
        directory.push(
            number(0x02014b50, 4), number(20, 2), about, number(0, 2), number(0, 2), number(0, 2), number(0, 4),
            number(offset, 4), Buffer.from(name));
        const entry = Buffer.concat([number(0x04034b50, 4), about, Buffer.from(name), data]);
        parts.push(entry);
        offset += entry.length;
    }
    const list = Buffer.concat(directory);
    const count = Object.keys(files).length;
    return Buffer.concat([
        ...parts, list, number(0x06054b50, 4), number(0, 2), number(0, 2), number(count, 2), number(count, 2),
        number(list.length, 4), number(offset, 4), number(0, 2)]);
}

function crc32(data) {
    let sum = ~0;
    for (const byte of data) {
        sum ^= byte;
        for (let i = 0; i < 8; ++i) sum = (sum >>> 1) ^ (0xedb88320 & -(sum & 1));
    }
    return ~sum >>> 0;
}

// Its sheet ends in the middle of a row.
function workbookThatBreaksOff(rows) {
    const office = 'http://schemas.openxmlformats.org';
    const cells = (texts) => `<row>${texts.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join('')}</row>`;
    const body = Array.from({ length: rows }, (_, i) => cells([`b${i}`, `試験 ${i}`, `b${i}@example.jp`])).join('');
    return zipOf({
        'xl/workbook.xml': `<workbook xmlns="${office}/spreadsheetml/2006/main" xmlns:r="${office}/officeDocument/2006/relationships">`
            + '<sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
        'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${office}/package/2006/relationships">`
            + `<Relationship Id="r1" Type="${office}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
        'xl/worksheets/sheet1.xml': `<worksheet xmlns="${office}/spreadsheetml/2006/main"><sheetData>`
            + `${cells(['会員番号', '氏名', 'メール'])}${body}<row><c t="inlineStr"><is><t>b`,
    });
}

function oddFiles() {
    for (const file of ['/dev/null', folder]) {
        const refused = genbo(2, `import ${file}`, ['import', '--source', 'odd', file]).json;
        test.that('… names what is wrong', refused.error === 'app.not_a_file', JSON.stringify(refused));
    }
    writeFileSync(at('no-table.xlsx'), 'PK\u0003\u0004 no workbook');
    write('fine.csv', ['x1,丸山 五郎,マルヤマ ゴロウ,,goro@example.jp,昭和55年2月3日,,0,0']);
    const outcome = genbo(
        2, 'of two files the second fails',
        ['import', '--source', 'odd', 'fine.csv', 'no-table.xlsx']).json;
    test.that('… the first is in the answer', outcome.files?.length === 1 && outcome.new === 1
        && outcome.files[0].import > 0, JSON.stringify(outcome));
    test.that('… and what failed', outcome.failed_file === 'no-table.xlsx'
        && typeof outcome.error === 'string' && outcome.message.length > 0, JSON.stringify(outcome));
    // A file that breaks off after batches that are durable.
    writeFileSync(at('breaks.xlsx'), workbookThatBreaksOff(3000));
    const broken = genbo(
        2, 'a file that breaks off', ['import', '--source', 'odd', '--batch-rows', '1000', 'breaks.xlsx']).json;
    test.that('… says what went in, and as which import', broken.failed_file === 'breaks.xlsx'
        && broken.files?.length === 1 && broken.files[0].import > 0 && broken.files[0].new >= 1000
        && broken.new === broken.files[0].new && typeof broken.error === 'string',
    JSON.stringify(broken).slice(0, 500));
    genbo(0, '… so that it can be taken back', ['undo', String(broken.files[0].import)]);
    const tried = genbo(
        2, 'a dry run of two, of which the second breaks off',
        ['import', '--source', 'tried', '--dry-run', '--batch-rows', '1000', 'fine.csv', 'breaks.xlsx']).json;
    test.that('… the files add up to the whole', tried.files?.length === 2 && tried.failed_file === 'breaks.xlsx'
        && tried.files[1].rows > 0 && tried.rows === tried.files[0].rows + tried.files[1].rows
        && tried.findings === tried.files[0].findings + tried.files[1].findings, JSON.stringify(tried).slice(0, 500));
    const alone = genbo(
        2, 'a dry run of the one that breaks off',
        ['import', '--source', 'tried', '--dry-run', '--batch-rows', '1000', 'breaks.xlsx']).json;
    test.that('… says how far it came', alone.files?.length === 1 && alone.files[0].rows > 0 && alone.dry_run === true
        && Array.isArray(alone.files[0].places) && alone.error === broken.error, JSON.stringify(alone).slice(0, 500));
    genbo(2, 'explain a record by itself', ['explain', '1', '1']);
    writeFileSync(at('keys.csv'), '会員番号,氏名\n1,甲野 一\n1,乙野 二\n2,丙野 三\n');
    const keys = genbo(
        0, 'a key that repeats', ['import', '--source', 'keys', '--dry-run', 'keys.csv']).json;
    test.that('… is told', keys.findings === 1 && keys.files[0].places[0].code === 'app.key_refused'
        && keys.files[0].places[0].column === '会員番号', JSON.stringify(keys));
}

try {
    makeMaster();
    const hanako = conflicts();
    impossibleBirth();
    relations(hanako);
    reconcile();
    oddFiles();
    const doctor = genbo(0, 'doctor', ['doctor']).json;
    test.that('… sound', doctor.sound === true, JSON.stringify(doctor));
    for (const value of ['佐藤', 'hanako@example', '090-1111', '1980-02'])
        test.that(`no ${value} in what the commands log`, !genbo.log.includes(value));
} finally {
    rmSync(folder, { recursive: true, force: true });
}
process.exit(test.finish());
