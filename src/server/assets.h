// SPDX-License-Identifier: Apache-2.0
#pragma once

// The files of the web console, which app/ carries inside the program.
//
// "/index.html" is a template: wherever it says __GENBO_NONCE__ each answer puts a fresh random
// nonce, which the same answer's Content-Security-Policy allows; so it is never cached, and never
// sent compressed from store.  Every path that is no file and does not begin with /api is answered
// with it (the console routes inside the browser), except paths whose last segment has a dot: a
// missing file is a 404, not a page.

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "server/http_message.h"

namespace genbo {

enum class AssetCaching {
    revalidate,  // The name stays when the content changes.
    immutable,   // The name holds a hash of the content.
};

struct Asset {
    std::string_view path;  // "/assets/index-B2x9.js".
    std::string_view mime;  // "text/javascript; charset=utf-8".
    std::string_view bytes;
    std::string_view gzip = {};  // The same compressed; empty = not kept.
    AssetCaching caching = AssetCaching::revalidate;
};

// Thread safety: serve() from any thread.
class AssetBook {
public:
    // What `assets` point at outlives the book.  REQUIRES: no path twice.
    explicit AssetBook(std::span<const Asset> assets);

    // The answer to a GET or HEAD outside the API; nullopt when nothing is there.
    std::optional<Response> serve(const RequestHead& head) const;

private:
    struct Entry {
        Asset asset;
        std::string etag;
    };

    Response send(const Entry& entry, const RequestHead& head) const;
    Response page() const;

    std::map<std::string, Entry, std::less<>> entries_;
    // index.html, cut where the nonce goes; empty when there is none.
    std::vector<std::string_view> page_pieces_;
};

}  // namespace genbo
