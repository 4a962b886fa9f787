// SPDX-License-Identifier: Apache-2.0
// phone_tables.mjs OUT.cc NODE_MODULES
//
// kAreaCodes     lines "from length": from this five-digit prefix on (without the leading 0), an
//                area code has `length` digits (1 = 03, 2 = 011, 3 = 0123,
//                4 = 01267); 0 = no fixed line begins like this
// kCountryCodes  calling codes, one a line

import { readFileSync } from "node:fs";
import { emit } from "./emit.mjs";

const [out, modules] = process.argv.slice(2);
const metadata = JSON.parse(
  readFileSync(`${modules}/libphonenumber-js/metadata.max.json`, "utf8"));
const formats = metadata.countries.JP[4].map(([pattern, , leading]) => ({
  area: Number(/^\(\\d(?:\{(\d)\})?\)/.exec(pattern)[1] ?? 1),
  leading: new RegExp(`^(?:${leading.at(-1)})`),
}));

// Numbers of a fixed line; the pattern decides within the first five digits.
const fixedLine = new RegExp(`^(?:${metadata.countries.JP[11][0][0]})$`);

let text = "";
let last = -1;
for (let prefix = 10000; prefix < 100000; ++prefix) {
  const format = formats.find(({ leading }) => leading.test(String(prefix)));
  const area = format && fixedLine.test(`${prefix}2222`) ? format.area : 0;
  if (area !== last) text += `${prefix} ${area}\n`;
  last = area;
}
emit(out, "text/tables.h", {
  kAreaCodes: { text, note: "Lengths of Japanese area codes by prefix." },
  kCountryCodes: {
    text: Object.keys(metadata.country_calling_codes).map((code) => `${code}\n`).join(""),
    note: "Calling codes of ITU-T E.164.",
  },
});
