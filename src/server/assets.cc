// SPDX-License-Identifier: Apache-2.0
#include "server/assets.h"

#include <array>

#include "base/bytes.h"
#include "base/check.h"
#include "crypto/hash.h"
#include "crypto/random.h"

namespace genbo {

namespace {

constexpr std::string_view kNonceMark = "__GENBO_NONCE__";
constexpr std::string_view kIndexPath = "/index.html";

std::vector<std::string_view> cut_at_marks(std::string_view text) {
    std::vector<std::string_view> pieces;
    for (;;) {
        const std::size_t at = text.find(kNonceMark);
        pieces.push_back(text.substr(0, at));
        if (at == std::string_view::npos) return pieces;
        text.remove_prefix(at + kNonceMark.size());
    }
}

bool accepts_gzip(const RequestHead& head) {
    const std::string* field = head.header("accept-encoding");
    if (field == nullptr) return false;
    const std::size_t at = field->find("gzip");
    // "gzip;q=0" says no; whoever sends finer shades gets the plain file.
    return at != std::string::npos && field->compare(at + 4, 3, ";q=") != 0;
}

}  // namespace

AssetBook::AssetBook(std::span<const Asset> assets) {
    for (const Asset& asset : assets) {
        const Hash hash = sha256(as_bytes(asset.bytes));
        const std::string etag = '"' + to_hex(ByteView{hash}.first(16)) + '"';
        const bool is_new = entries_.emplace(asset.path, Entry{asset, etag}).second;
        check(is_new);
        if (asset.path == kIndexPath) page_pieces_ = cut_at_marks(asset.bytes);
    }
}

std::optional<Response> AssetBook::serve(const RequestHead& head) const {
    const std::string path = head.path();
    const auto at = entries_.find(path);
    if (at != entries_.end() && path != kIndexPath) return send(at->second, head);
    const bool is_file =
        !head.segments.empty() && head.segments.back().find('.') != std::string::npos;
    if (page_pieces_.empty() || (is_file && path != kIndexPath)) return std::nullopt;
    return page();
}

Response AssetBook::send(const Entry& entry, const RequestHead& head) const {
    Response response;
    const bool immutable = entry.asset.caching == AssetCaching::immutable;
    response.header(
        "Cache-Control", immutable ? "public, max-age=31536000, immutable" : "no-cache");
    response.header("ETag", entry.etag);
    response.header("Vary", "Accept-Encoding");
    const std::string* known = head.header("if-none-match");
    if (known != nullptr && *known == entry.etag) {
        response.status = 304;
        return response;
    }
    response.header("Content-Type", entry.asset.mime);
    const bool gzip = !entry.asset.gzip.empty() && accepts_gzip(head);
    if (gzip) response.header("Content-Encoding", "gzip");
    response.borrowed = gzip ? entry.asset.gzip : entry.asset.bytes;
    return response;
}

Response AssetBook::page() const {
    std::array<std::uint8_t, 16> random{};
    this_thread_random().fill(random);
    const std::string nonce = to_hex(random);
    Response response = text_response(200, "text/html; charset=utf-8", {});
    for (std::size_t i = 0; i < page_pieces_.size(); ++i) {
        if (i > 0) response.body += nonce;
        response.body += page_pieces_[i];
    }
    response.header("Cache-Control", "no-store");
    response.header(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self' 'nonce-" + nonce + "'; style-src 'self' 'nonce-" +
            nonce +
            "'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
            "frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'");
    return response;
}

}  // namespace genbo
