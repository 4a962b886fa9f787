// SPDX-License-Identifier: Apache-2.0
// unicode_tables.mjs OUT.cc UNICODE_DIR VARIANTS.txt
//
// kWidthFolds    lines "from<TAB>to" of single compatibility characters that fold_width() unfolds
// kLatinFolds    the same for case and accents
// kVariantsL1    characters in pairs: form, representative (戸籍 same character)
// kVariantsL2    the same for customary confusions, applied after L1

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { emit } from "./emit.mjs";

const [out, unicode, variantsFile] = process.argv.slice(2);
const read = (name) => readFileSync(`${unicode}/${name}`, "utf8");
const char = (hex) => String.fromCodePoint(parseInt(hex, 16));

// Blocks whose compatibility forms people and old systems really type.  Kana and full-width ASCII
// are computed in C++; everything outside these blocks is left as it is.
const WIDTH_BLOCKS = [
  [0x2000, 0x206f], [0x2070, 0x209f], [0x2100, 0x214f], [0x2160, 0x217f], [0x2460, 0x24ff],
  [0x2e80, 0x2fdf], [0x3131, 0x318e], [0x3190, 0x319f], [0x31c0, 0x33ff], [0xf900, 0xfaff],
  [0xfb00, 0xfb06], [0xfe30, 0xfe6f], [0xffe0, 0xffe6], [0x1f100, 0x1f16f], [0x1f200, 0x1f265],
  [0x2f800, 0x2fa1f],
];
// Signs that C++ handles itself: spaces, hyphens, dots and everything invisible.
const WIDTH_SKIP = new Set(
  "2010 2011 2012 2013 2014 2015 2024 2025 2026 203e 2044 207b 208b fe31 fe32 fe58 fe63".split(" ")
    .map((hex) => parseInt(hex, 16)),
);

const unfolded = new Map(); // code point -> string, fully decomposed (NFKC of one character)
for (const line of read("UnicodeData.txt").split("\n")) {
  const [hex] = line.split(";");
  const code = parseInt(hex, 16);
  if (!WIDTH_BLOCKS.some(([from, to]) => code >= from && code <= to)) continue;
  if (WIDTH_SKIP.has(code)) continue;
  const from = String.fromCodePoint(code);
  const to = from.normalize("NFKC");
  if (to === from || /[\s\u0000-\u001f]/u.test(to)) continue;
  unfolded.set(from, to);
}
// Radicals without a mapping of their own (⻄ U+2EC4).
for (const line of read("EquivalentUnifiedIdeograph.txt").split("\n")) {
  const match = /^([0-9A-F]+)(?:\.\.([0-9A-F]+))?\s*;\s*([0-9A-F]+)/.exec(line);
  if (!match) continue;
  const last = parseInt(match[2] ?? match[1], 16);
  for (let code = parseInt(match[1], 16); code <= last; ++code) {
    const from = String.fromCodePoint(code);
    if (code >= 0x2e80 && code <= 0x2fd5 && !unfolded.has(from)) unfolded.set(from, char(match[3]));
  }
}
// Newer than the package's Unicode or misfolded by it.
unfolded.set("㋿", "令和");
unfolded.set("℡", "TEL");

for (const [from, to] of unfolded) {
  for (const c of to) {
    if (unfolded.has(c) || /[\u2010-\u2015\u2212\u3000\u301c\u3030\u3099-\u309c\uff00-\uffef]/u.test(c)) {
      throw new Error(`${from}→${to} folds further`);
    }
  }
}

// Case folding and accents: letters of the Latin, Greek and Cyrillic blocks.
const LATIN_BY_HAND = {
  "ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o", "đ": "d",
  "Đ": "d", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "ł": "l", "Ł": "l", "ı": "i", "ŋ": "n",
  "Ŋ": "n", "ħ": "h", "Ħ": "h", "ŧ": "t", "Ŧ": "t", "ĸ": "k", "ſ": "s", "ə": "a",
};
const bare = (text) => text.normalize("NFKD").replace(/[\p{M}\u02bc]/gu, "").toLowerCase();
const plain = (text) =>
  Array.from(bare(text), (c) => LATIN_BY_HAND[c] ?? c).join("").normalize("NFKD")
    .replace(/\p{M}/gu, "");
const latin = new Map();
for (let code = 0xc0; code < 0x2000; ++code) {
  const letterBlock = code < 0x250 || (code >= 0x370 && code < 0x530) || code >= 0x1e00;
  const from = String.fromCodePoint(code);
  if (!letterBlock || !/\p{L}/u.test(from)) continue;
  const to = plain(from);
  if (to !== from && /^\p{L}+$/u.test(to)) latin.set(from, to);
}
for (const [from, to] of latin) {
  if (plain(to) !== to) throw new Error(`${from}→${to} does not stay`);
}

// The hand-written pairs: "[L1]" and "[L2]" sections of groups "forms… representative".
const levels = { L1: new Map(), L2: new Map() };
let level;
for (const raw of readFileSync(variantsFile, "utf8").split("\n")) {
  const line = raw.replace(/#.*/, "").trim();
  if (line === "") continue;
  const section = /^\[(L[12])\]$/.exec(line);
  if (section) {
    level = levels[section[1]];
    continue;
  }
  for (const group of line.split(/\s+/)) {
    const characters = Array.from(group.normalize("NFC"));
    const representative = characters.pop();
    for (const form of characters) level.set(form, representative);
  }
}

// Pointers of the 人名用漢字 and 常用漢字 tables between two forms.  They name the listed form, which
// is now the new and now the old one, so the hand-written pairs decide wherever both speak.
const representatives = new Set([...levels.L1.values(), ...levels.L2.values()]);
const mappings = execFileSync("bzip2", ["-dc", `${unicode}/Unihan_OtherMappings.txt.bz2`], {
  encoding: "utf8", maxBuffer: 1 << 28,
});
for (const line of mappings.split("\n")) {
  const match = /^U\+([0-9A-F]+)\tkJ(?:inmeiyo|oyo)Kanji\t.*U\+([0-9A-F]+)/.exec(line);
  if (!match) continue;
  const [form, target] = [char(match[1]), char(match[2])];
  if (levels.L1.has(form) || levels.L2.has(form) || representatives.has(form)) continue;
  levels.L1.set(form, levels.L1.get(target) ?? target);
}
function pairs(map, name) {
  for (const [form, representative] of map) {
    // A fold must be idempotent, so a representative is no form of anything else.
    if (map.has(representative)) throw new Error(`${name}: ${form}→${representative} is a chain`);
    if (form === representative) throw new Error(`${name}: ${form} maps to itself`);
  }
  return [...map].map(([form, representative]) => form + representative).join("");
}
// L2 is applied to text that L1 has folded; a form that L1 rewrites could never be seen there.
for (const [form, representative] of levels.L2) {
  if (levels.L1.has(form)) throw new Error(`L2: ${form} is rewritten by L1`);
  if (levels.L1.has(representative)) throw new Error(`L2: ${representative} is rewritten by L1`);
}

const lines = (map) => [...map].map(([from, to]) => `${from}\t${to}\n`).join("");
emit(out, "text/tables.h", {
  kWidthFolds: { text: lines(unfolded), note: "Unicode compatibility mappings of chosen blocks." },
  kLatinFolds: { text: lines(latin), note: "Case and accents of Latin, Greek and Cyrillic." },
  kVariantsL1: { text: pairs(levels.L1, "L1"), note: "Old and new forms of one kanji." },
  kVariantsL2: { text: pairs(levels.L2, "L2"), note: "Kanji that people confuse in names." },
});
