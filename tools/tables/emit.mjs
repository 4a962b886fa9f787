// SPDX-License-Identifier: Apache-2.0
// Writes a table as one C++ string constant.  String literals compile a hundred times faster than
// brace lists of the same data; the room parses them once, when a table is first used.

import { writeFileSync } from "node:fs";

const CHUNK = 4000;

function literal(text) {
  const escaped = text
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("\n", "\\n")
    .replaceAll("\t", "\\t")
    .replaceAll("?", "\\?"); // No trigraphs.
  return `    "${escaped}"`;
}

// `tables` maps a C++ name (kWidthFolds) to { text, note }.
export function emit(path, header, tables) {
  const parts = [
    "// SPDX-License-Identifier: Apache-2.0",
    "// Made by tools/tables; sources and licences are in src/text/TABLES.md.",
    `#include "${header}"`,
    "",
    '#pragma GCC diagnostic ignored "-Woverlength-strings"',
    "",
    "namespace genbo {",
  ];
  for (const [name, { text, note }] of Object.entries(tables)) {
    const characters = Array.from(text);
    const lines = [];
    for (let at = 0; at < characters.length; at += CHUNK) {
      lines.push(literal(characters.slice(at, at + CHUNK).join("")));
    }
    if (lines.length === 0) throw new Error(`${name}: empty table`);
    // The length comes from the array: a constant evaluator that counts a megabyte gives up.
    parts.push("", `// ${note}`, `static constexpr char ${name}Text[] =`, lines.join("\n") + ";");
    parts.push(`constinit const std::string_view ${name}{${name}Text, sizeof(${name}Text) - 1};`);
  }
  parts.push("", "}  // namespace genbo", "");
  writeFileSync(path, parts.join("\n"));
}
