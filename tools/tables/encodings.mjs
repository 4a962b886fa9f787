// SPDX-License-Identifier: Apache-2.0
//
// Writes the double-byte tables of src/text/encoding.cc.  Runs at build time.
//
//   node encodings.mjs <output.inc>
//
// The mappings are those of the WHATWG Encoding Standard, asked of the TextDecoder that every
// JavaScript runtime carries: "shift_jis" is CP932 there, with the NEC and IBM extensions and the
// user-defined area, and "euc-jp" has the NEC and IBM rows and JIS X 0212.  0 = nothing is there.
//
// A runtime whose tables are not those (a build without full ICU, or one that reads 8160 as U+301C)
// must not make a Genbo that misreads names: the pins and counts below stop the build.

import { writeFileSync } from "node:fs";

const decoders = new Map();

function codePoint(label, bytes) {
    if (!decoders.has(label)) decoders.set(label, new TextDecoder(label));
    const text = [...decoders.get(label).decode(new Uint8Array(bytes))];
    if (text.length !== 1 || text[0] === "\uFFFD") return 0;
    const code = text[0].codePointAt(0);
    if (code > 0xffff) throw new Error(`${label} ${bytes}: beyond the basic plane`);
    return code;
}

const cp932 = [];
const range = (first, last) => Array.from({ length: last - first + 1 }, (_, i) => first + i);
for (const lead of [...range(0x81, 0x9f), ...range(0xe0, 0xfc)]) {
    for (const trail of [...range(0x40, 0x7e), ...range(0x80, 0xfc)]) {
        cp932.push(codePoint("shift_jis", [lead, trail]));
    }
}
const jis0208 = [];
const jis0212 = [];
for (const lead of range(0xa1, 0xfe)) {
    for (const trail of range(0xa1, 0xfe)) {
        jis0208.push(codePoint("euc-jp", [lead, trail]));
        // JIS X 0212 ends with row 77; ICU adds IBM characters behind it, the standard does not.
        jis0212.push(lead - 0xa0 > 77 ? 0 : codePoint("euc-jp", [0x8f, lead, trail]));
    }
}

const cp932At = (lead, trail) =>
    cp932[(lead - (lead < 0xa0 ? 0x81 : 0xc1)) * 188 + trail - (trail < 0x7f ? 0x40 : 0x41)];
const jisAt = (table, lead, trail) => table[(lead - 0xa1) * 94 + trail - 0xa1];
const count = (table) => table.filter((code) => code !== 0).length;
const pins = [
    ["CP932 8160 ～", cp932At(0x81, 0x60), 0xff5e],
    ["CP932 817C －", cp932At(0x81, 0x7c), 0xff0d],
    ["CP932 8161 ∥", cp932At(0x81, 0x61), 0x2225],
    ["CP932 8191 ￠", cp932At(0x81, 0x91), 0xffe0],
    ["CP932 81CA ￢", cp932At(0x81, 0xca), 0xffe2],
    ["CP932 815C ―", cp932At(0x81, 0x5c), 0x2015],
    ["CP932 8740 ①", cp932At(0x87, 0x40), 0x2460],
    ["CP932 EEE0 髙", cp932At(0xee, 0xe0), 0x9ad9],
    ["CP932 FBFC 髙", cp932At(0xfb, 0xfc), 0x9ad9],
    ["CP932 FAB1 﨑", cp932At(0xfa, 0xb1), 0xfa11],
    ["CP932 F040 外字", cp932At(0xf0, 0x40), 0xe000],
    ["CP932 F9FC 外字", cp932At(0xf9, 0xfc), 0xe757],
    ["EUC-JP A1C1 ～", jisAt(jis0208, 0xa1, 0xc1), 0xff5e],
    ["EUC-JP A1DD －", jisAt(jis0208, 0xa1, 0xdd), 0xff0d],
    ["EUC-JP ADA1 ①", jisAt(jis0208, 0xad, 0xa1), 0x2460],
    ["EUC-JP FCE2 髙", jisAt(jis0208, 0xfc, 0xe2), 0x9ad9],
    ["EUC-JP 8FB0A1 丂", jisAt(jis0212, 0xb0, 0xa1), 0x4e02],
    ["characters of CP932", count(cp932), 9604],
    ["characters of EUC-JP", count(jis0208), 7336],
    ["characters of JIS X 0212", count(jis0212), 6067],
];
for (const [what, got, expected] of pins) {
    if (got !== expected) {
        throw new Error(
            `${what}: ${got.toString(16)} instead of ${expected.toString(16)} ` +
                `(TextDecoder of ICU ${process.versions.icu})`,
        );
    }
}

function table(name, codes) {
    const lines = [];
    for (let i = 0; i < codes.length; i += 16) lines.push(codes.slice(i, i + 16).join(","));
    return `const std::uint16_t ${name}[${codes.length}] = {\n${lines.join(",\n")}};\n`;
}

writeFileSync(
    process.argv[2],
    "// Made by tools/tables/encodings.mjs.\n" +
        table("kEncodingCp932", cp932) +
        table("kEncodingJis0208", jis0208) +
        table("kEncodingJis0212", jis0212),
);
