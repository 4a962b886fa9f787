// SPDX-License-Identifier: Apache-2.0

// Any text in the fields of a request that are read apart (cookies, languages, the browser's name),
// as the address of a provider, and as what a provider answers.  The first byte says which. Oracle:
// what is read was sent, addresses lead by TLS or to this machine, and a sealed flow that we did
// not seal does not open.

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "base/utf8.h"
#include "port/http_caller.h"
#include "server/api.h"
#include "server/base64url.h"
#include "server/device_mark.h"
#include "server/oidc.h"
#include "server/target.h"
#include "server/web_url.h"

namespace {

// A provider that answers everything with one text.
class HeaderFuzzProvider final : public genbo::HttpCaller {
public:
    explicit HeaderFuzzProvider(std::string_view text) : text_(text) {}
    genbo::Result<genbo::HttpAnswer> call(const genbo::HttpCall&) override {
        return genbo::HttpAnswer{.status = 200, .body = std::string{text_}};
    }

private:
    std::string_view text_;
};

void header_fuzz_provider(std::string_view text) {
    using namespace genbo;
    HeaderFuzzProvider web{text};
    OidcClient client{{"https://id.example", "genbo", "", ""}, web};
    const auto now = instant_from_micros(1'700'000'000'000'000);
    const auto start = client.start(OidcPurpose::sign_in, "https://genbo.example/back", now);
    OidcFlow flow;
    if (start.ok()) flow = start->flow;
    const OidcAnswer answer{"c", flow.state, {}};
    check(!client.finish(flow, answer, "https://genbo.example/back", now).ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;
    if (size == 0) return 0;
    const std::string_view text{reinterpret_cast<const char*>(data) + 1, size - 1};
    static const Key key{Bytes(Key::kSize, 4)};
    RequestHead head;
    switch (data[0] % 7) {
        case 0: {
            head.headers = {{"cookie", std::string{text}}};
            const auto value = cookie_value(head, "genbo");
            check(text.find(value) != text.npos);
            break;
        }
        case 1:
            head.headers = {{"accept-language", std::string{text}}};
            static_cast<void>(preferred_language(head));
            static_cast<void>(device_words(text));
            break;
        case 2:
            check(device_place(key, "yamada", text).empty());
            check(!open_flow(key, text, instant_from_micros(0)));
            if (const auto bytes = from_base64url(text); bytes.ok())
                check(to_base64url(*bytes) == text);
            break;
        case 3:
            if (const auto url = parse_web_url(text); url.ok()) {
                const bool own = url->host == "localhost" || url->host == "127.0.0.1" ||
                                 url->host == "::1" || url->host == "[::1]";
                check(url->https || own);
                check(!url->host.empty() && url->target.starts_with('/'));
            }
            break;
        case 4:
            if (const auto plain = percent_decode(text))
                check(is_valid_utf8(*plain) && plain->size() <= text.size());
            break;
        case 5:
            if (const auto target = parse_target(text); target.ok())
                for (const auto& segment : target->segments)
                    check(is_valid_utf8(segment) && segment != "." && segment != "..");
            break;
        default: header_fuzz_provider(text);
    }
    return 0;
}
