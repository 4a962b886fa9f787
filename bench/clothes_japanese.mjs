// SPDX-License-Identifier: Apache-2.0
//
// Other clothes for a file of made-up Japanese customers (`genbo demo --one-file`): what the same people
// would look like coming out of another system.  [name, table → table]; the first column stays.

const named = (...names) => (table) =>
    ({ header: [table.header[0], table.header[1], ...names], rows: table.rows });

function without(table, names) {
    const at = table.header.map((_, i) => i).filter((i) => !names.includes(table.header[i]));
    return { header: at.map((i) => table.header[i]), rows: table.rows.map((row) => at.map((i) => row[i])) };
}

// `cell` gets the row as an object.
function added(table, columns) {
    const objects = table.rows.map((row) => Object.fromEntries(table.header.map((name, i) => [name, row[i]])));
    return {
        header: [...table.header, ...Object.keys(columns)],
        rows: table.rows.map((row, i) => [...row, ...Object.values(columns).map((cell) => cell(objects[i], i) ?? '')]) };
}

function changed(table, column, cell) {
    const at = table.header.indexOf(column);
    return { header: table.header, rows: table.rows.map((row) => row.map((text, i) => (i === at ? cell(text, row) : text))) };
}

const nothing = (table) =>
    ({ header: table.header.map((name, i) => (i === 0 ? name : `c${i}`)), rows: table.rows });

const part = (text, i) => {
    const words = text.split(/[ 　]+/);
    if (words.length === 2) return words[i];
    return i === 0 ? text : '';
};
const prefecture = (text) => /^(北海道|東京都|京都府|大阪府|.{2,3}県)/.exec(text)?.[1] ?? '';
const beyond = (text) => text.slice(prefecture(text).length);
const city = (text) => /^(.+?郡.+?[町村]|.+?市.+?区|.+?[市区町村])/.exec(beyond(text))?.[1] ?? '';
const hiragana = (text) => text.replace(/[ァ-ヶ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));
const isMobile = (text) => /^0[56789]0/.test(text.replace(/\D/g, ''));
const year = (text) => /^(?:19|20)\d\d/.exec(text)?.[0];

const inParts = (table) => without(added(table, {
    姓: (row) => part(row.氏名, 0), 名: (row) => part(row.氏名, 1),
    セイ: (row) => part(row.フリガナ, 0), メイ: (row) => part(row.フリガナ, 1) }), ['氏名', 'フリガナ']);
const addressInParts = (table) => without(added(table, {
    都道府県: (row) => prefecture(row.住所), 市区町村: (row) => city(row.住所),
    番地: (row) => beyond(row.住所).slice(city(row.住所).length) }), ['住所']);

export const japaneseClothes = [
    ['as it came', (table) => table],
    ['other Japanese headers', named('お客様名', 'ふりがな', '誕生日', '男女', '〒', 'ご住所', 'TEL', 'E-mail', 'お勤め先')],
    ['English headers', named('name', 'name_kana', 'birthday', 'sex', 'zip', 'address', 'tel', 'mail', 'company')],
    ['headers of a database', named(
        'CUST_NM', 'CUST_KANA_NM', 'BIRTH_YMD', 'SEX_CD', 'POST_CD', 'ADDR', 'TEL_NO', 'MAIL_ADDR', 'CORP_NM')],
    ['headers in Latin letters', named(
        'shimei', 'furigana', 'seinengappi', 'seibetsu', 'yubin_no', 'jusho', 'denwa', 'meruado', 'kaisha')],
    ['headers that say nothing', nothing],
    ['columns turned round', ({ header: [id, ...names], rows }) => ({
        header: [id, ...names.reverse()], rows: rows.map(([key, ...cells]) => [key, ...cells.reverse()]) })],
    ['names in parts', inParts],
    ['names in parts, headers that say nothing', (table) => nothing(inParts(table))],
    ['names whole and in parts', (table) => added(table, {
        姓: (row) => part(row.氏名, 0), 名: (row) => part(row.氏名, 1) })],
    ['the address in parts', addressInParts],
    ['the address in parts, headers that say nothing', (table) => nothing(addressInParts(table))],
    ['the postal code in the address', (table) => {
        const at = table.header.indexOf('郵便番号');
        return without(changed(table, '住所', (text, row) => (row[at] ? `〒${row[at]} ${text}` : text)), ['郵便番号']);
    }],
    ['two columns of telephones', (table) => without(added(table, {
        固定電話: (row) => (isMobile(row.電話番号) ? '' : row.電話番号),
        携帯電話: (row) => (isMobile(row.電話番号) ? row.電話番号 : '') }), ['電話番号'])],
    ['the name twice', (table) => added(table, { '氏名(写)': (row) => row.氏名 })],
    ['somebody else’s address', (table) => added(table, { 送付先住所: (row) => row.住所 })],
    ['the age beside the date', (table) => added(table, {
        年齢: (row) => (year(row.生年月日) ? String(2026 - Number(year(row.生年月日))) : '') })],
    ['readings in hiragana', (table) => changed(table, 'フリガナ', hiragana)],
    ['what shops add', (table) => added(table, {
        登録日: (_, i) => `2024/0${1 + (i % 9)}/1${i % 9}`, 店舗コード: (_, i) => `S${i % 13}`,
        ポイント: (_, i) => String((i * 37) % 991), 会員ランク: (_, i) => ['ゴールド', 'シルバー', '一般'][i % 3] })],
    ['no readings', (table) => without(table, ['フリガナ'])],
    ['no birth dates', (table) => without(table, ['生年月日'])],
    ['name, address and telephone alone', (table) =>
        without(table, ['フリガナ', '生年月日', '性別', '郵便番号', 'メール', '会社名'])],
].map(([name, of]) => ({ name, of }));
