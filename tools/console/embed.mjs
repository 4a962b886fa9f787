// SPDX-License-Identifier: Apache-2.0
//
// Makes the table of files that the program carries inside itself.
//
//   node embed.mjs DIST OPENAPI OUT_DIR
//
// Writes OUT_DIR/console_assets.cc, and beside it the compressed files that it includes as bytes.
// Names under assets/ hold a hash of their content (Vite), so browsers may keep them for ever.

import {existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync} from 'node:fs';
import {extname, join, relative, resolve} from 'node:path';
import {gzipSync} from 'node:zlib';

const [dist, openapi, out] = process.argv.slice(2).map((path) => resolve(path));

const kMime = {
    '.html': 'text/html; charset=utf-8',
    '.js': 'text/javascript; charset=utf-8',
    '.css': 'text/css; charset=utf-8',
    '.svg': 'image/svg+xml',
    '.png': 'image/png',
    '.ico': 'image/x-icon',
    '.json': 'application/json',
    '.txt': 'text/plain; charset=utf-8',
    '.woff2': 'font/woff2',
    '.webmanifest': 'application/manifest+json',
};

function filesUnder(folder) {
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
        .sort()
        .flatMap((name) => {
            const path = join(folder, name);
            return statSync(path).isDirectory() ? filesUnder(path) : [path];
        });
}

const pieces = [];
function incbin(path) {
    const symbol = `genbo_asset_${pieces.length}`;
    pieces.push(
        `asm(".section .rodata\\n.global ${symbol}\\n.global ${symbol}_end\\n${symbol}:\\n` +
            `.incbin \\"${path}\\"\\n${symbol}_end:\\n.byte 0\\n.previous\\n");\n` +
            `extern "C" const char ${symbol};\nextern "C" const char ${symbol}_end;\n`,
    );
    return `genbo::embedded(&${symbol}, &${symbol}_end)`;
}

mkdirSync(out, {recursive: true});
const rows = filesUnder(dist).map((path, index) => {
    const name = '/' + relative(dist, path).replaceAll('\\', '/');
    const mime = kMime[extname(path)] ?? 'application/octet-stream';
    const bytes = readFileSync(path);
    const zipped = gzipSync(bytes, {level: 9});
    let gzip = '{}';
    if (name !== '/index.html' && zipped.length < bytes.length * 0.9) {
        const file = join(out, `asset-${index}.gz`);
        writeFileSync(file, zipped);
        gzip = incbin(file);
    }
    const caching = name.startsWith('/assets/') ? 'immutable' : 'revalidate';
    return `        {"${name}", "${mime}", ${incbin(path)}, ${gzip}, genbo::AssetCaching::${caching}},`;
});
const description = incbin(openapi);

writeFileSync(
    join(out, 'console_assets.cc'),
    `// SPDX-License-Identifier: Apache-2.0
// Made by tools/console/embed.mjs.
#include "app/console_assets.h"

#include <vector>

${pieces.join('')}
namespace genbo {

namespace {

std::string_view embedded(const char* begin, const char* end) {
    return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace

std::span<const Asset> console_assets() {
    static const std::vector<Asset> assets = {
${rows.join('\n')}
    };
    return assets;
}

std::string_view openapi_json() { return ${description}; }

}  // namespace genbo
`,
);
