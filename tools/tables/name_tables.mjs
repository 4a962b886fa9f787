// SPDX-License-Identifier: Apache-2.0
// name_tables.mjs OUT.cc IPADIC_DIR UNICODE_DIR
//
// kSurnames       lines "written<TAB>cost<TAB>reading,reading": IPADIC's cost, small = common
// kGivenNames     the same
// kKanjiReadings  lines "kanji<TAB>reading,reading": how one character is read inside names
//
// Readings are in large katakana without ー, as kana_plain_key() writes them.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { emit } from "./emit.mjs";

const [out, ipadic, unicode] = process.argv.slice(2);

const SMALL = "ァィゥェォッャュョヮヵヶ";
const LARGE = "アイウエオツヤユヨワカケ";
const ALIKE = { ヂ: "ジ", ヅ: "ズ", ヲ: "オ", ヰ: "イ", ヱ: "エ", ヴ: "ブ" };
function plain(kana) {
  return Array.from(kana, (c) => {
    const small = SMALL.indexOf(c);
    return ALIKE[c] ?? (small >= 0 ? LARGE[small] : c);
  }).join("");
}

// Upper-case Hepburn of Unihan ("YUU", "KYOU", "TSU") to plain kana, or "".
const ROMAJI = (() => {
  const rows = {
    "": "アイウエオ", K: "カキクケコ", G: "ガギグゲゴ", S: "サシスセソ", Z: "ザジズゼゾ",
    T: "タチツテト", D: "ダジズデド", N: "ナニヌネノ", H: "ハヒフヘホ", B: "バビブベボ",
    P: "パピプペポ", M: "マミムメモ", R: "ラリルレロ",
  };
  const map = { YA: "ヤ", YU: "ユ", YO: "ヨ", WA: "ワ", WI: "イ", WE: "エ", WO: "オ", N: "ン" };
  for (const [row, kana] of Object.entries(rows)) {
    Array.from("AIUEO").forEach((vowel, i) => { map[row + vowel] = kana[i]; });
    const y = { YA: "ヤ", YU: "ユ", YO: "ヨ" };
    if (row !== "") for (const [end, large] of Object.entries(y)) map[row + end] = kana[1] + large;
  }
  Object.assign(map, { SHI: "シ", CHI: "チ", TSU: "ツ", FU: "フ", JI: "ジ" });
  for (const [vowel, large] of [["A", "ヤ"], ["U", "ユ"], ["O", "ヨ"]]) {
    map["SH" + vowel] = "シ" + large;
    map["CH" + vowel] = "チ" + large;
    map["J" + vowel] = "ジ" + large;
  }
  return map;
})();
function fromRomaji(text) {
  let kana = "";
  for (let at = 0; at < text.length; ) {
    if (text[at] === text[at + 1] && !"AIUEON".includes(text[at])) {
      kana += "ツ";
      ++at;
      continue;
    }
    const length = [3, 2, 1].find((n) => ROMAJI[text.slice(at, at + n)] !== undefined);
    if (!length) return "";
    kana += ROMAJI[text.slice(at, at + length)];
    at += length;
  }
  return kana;
}

const names = { 姓: new Map(), 名: new Map() };
const csv = new TextDecoder("euc-jp").decode(readFileSync(`${ipadic}/Noun.name.csv`));
for (const row of csv.split("\n")) {
  const [written, , , cost, , , , kind, , , , reading] = row.split(",");
  const table = names[kind];
  if (!table || !reading || !/^[ァ-ヶー]+$/u.test(reading)) continue;
  const entry = table.get(written) ?? { cost: Infinity, readings: new Map() };
  entry.cost = Math.min(entry.cost, Number(cost));
  const known = entry.readings.get(plain(reading)) ?? Infinity;
  entry.readings.set(plain(reading), Math.min(known, Number(cost)));
  table.set(written, entry);
}
const lines = (table) =>
  [...table].map(([written, { cost, readings }]) => {
    const byCost = [...readings].sort((a, b) => a[1] - b[1]).map(([reading]) => reading);
    return `${written}\t${cost}\t${byCost.join(",")}\n`;
  }).join("");

// Readings of single characters: Unihan's on and kun readings, a kun reading also without its
// inflected end (UTSUKUSHII → ウツク), then what the names of IPADIC teach: where all characters of
// a name but one are explained, the rest of the reading belongs to that one.
const single = new Map(); // kanji -> Set of readings
const add = (kanji, reading) => {
  if (!single.has(kanji)) single.set(kanji, new Set());
  single.get(kanji).add(reading);
};
const unihan = execFileSync("bzip2", ["-dc", `${unicode}/Unihan_Readings.txt.bz2`], {
  encoding: "utf8", maxBuffer: 1 << 28,
});
const used = new Set([...names.姓.keys(), ...names.名.keys()].flatMap((name) => Array.from(name)));
for (const line of unihan.split("\n")) {
  const match = /^U\+([0-9A-F]+)\tkJapanese(On|Kun)\t(.*)/.exec(line);
  if (!match) continue;
  const kanji = String.fromCodePoint(parseInt(match[1], 16));
  if (!used.has(kanji)) continue;
  for (const word of match[3].split(/\s+/)) {
    const kana = fromRomaji(word);
    if (kana === "" || kana.length > 5) continue;
    add(kanji, kana);
    if (match[2] === "Kun" && /[ウクスツヌフムユルグズブイ]$/u.test(kana)) {
      for (let length = 2; length < kana.length; ++length) add(kanji, kana.slice(0, length));
    }
  }
}

const VOICED = { カ: "ガ", キ: "ギ", ク: "グ", ケ: "ゲ", コ: "ゴ", サ: "ザ", シ: "ジ", ス: "ズ",
  セ: "ゼ", ソ: "ゾ", タ: "ダ", チ: "ジ", ツ: "ズ", テ: "デ", ト: "ド", ハ: "バ", ヒ: "ビ", フ: "ブ",
  ヘ: "ベ", ホ: "ボ" };
const unvoiced = (kana) => {
  const pair = Object.entries(VOICED).find(([, voiced]) => voiced === kana[0]);
  return pair ? pair[0] + kana.slice(1) : kana;
};
function knows(kanji, reading, first) {
  if (!/\p{sc=Han}/u.test(kanji)) return plainKana(kanji) === reading;
  const known = single.get(kanji);
  return !!known && (known.has(reading) || (!first && known.has(unvoiced(reading))));
}
const plainKana = (c) =>
  plain(c.replace(/[ぁ-ゖ]/gu, (h) => String.fromCodePoint(h.codePointAt(0) + 0x60)));

// All ways to give each character a piece of the reading with at most one unexplained piece.
function* explain(characters, reading, at, unknown) {
  if (at === characters.length) {
    if (reading === "") yield unknown;
    return;
  }
  const left = characters.length - at - 1;
  for (let length = 1; length <= Math.min(5, reading.length - left); ++length) {
    const piece = reading.slice(0, length);
    if (knows(characters[at], piece, at === 0)) {
      yield* explain(characters, reading.slice(length), at + 1, unknown);
    } else if (unknown === null && /\p{sc=Han}/u.test(characters[at])) {
      yield* explain(characters, reading.slice(length), at + 1, [characters[at], piece]);
    }
  }
}
for (let round = 0; round < 2; ++round) {
  const votes = new Map();
  for (const table of [names.姓, names.名]) {
    for (const [written, { readings }] of table) {
      const characters = Array.from(written);
      if (characters.length > 4) continue;
      for (const reading of readings.keys()) {
        const found = [...explain(characters, reading, 0, null)];
        if (found.includes(null)) continue; // Fully explained: teaches nothing.
        for (const [kanji, piece] of new Map(found.map((f) => [f.join(""), f])).values()) {
          const key = `${kanji}\t${piece}`;
          votes.set(key, (votes.get(key) ?? 0) + 1);
        }
      }
    }
  }
  for (const [key, count] of votes) if (count >= 1) add(...key.split("\t"));
}
const singles = [...single].map(([kanji, readings]) => `${kanji}\t${[...readings].join(",")}\n`);

emit(out, "text/tables.h", {
  kSurnames: { text: lines(names.姓), note: "IPADIC 2.7.0, 人名 姓." },
  kGivenNames: { text: lines(names.名), note: "IPADIC 2.7.0, 人名 名." },
  kKanjiReadings: { text: singles.join(""), note: "Unihan readings and what IPADIC's names add." },
});
