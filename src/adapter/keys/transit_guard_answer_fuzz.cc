// SPDX-License-Identifier: Apache-2.0

// Any text as what a key service answers, and as the note that stands in a keyring file.  Oracle: a
// seal that is taken has a note of one printable line, and a note that is none is refused before
// anybody is asked.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "adapter/keys/pkcs11_guard.h"
#include "adapter/keys/transit_guard.h"
#include "base/check.h"

namespace {

class GuardFuzzCaller final : public genbo::HttpCaller {
public:
    explicit GuardFuzzCaller(std::string_view answer) : answer_(answer) {}
    genbo::Result<genbo::HttpAnswer> call(const genbo::HttpCall&) override {
        return genbo::HttpAnswer{200, {}, std::string{answer_}};
    }

private:
    std::string_view answer_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto guard = transit_guard(
        {.address = "https://vault.example"}, std::make_shared<GuardFuzzCaller>(text));
    if (const auto seal = guard->make(); seal.ok())
        check(std::ranges::all_of(seal->note, [](char c) { return c > ' ' && c < 127; }));
    static_cast<void>(guard->open(text));
    static_cast<void>(guard->open("vault:v1:AAAA"));
    static_cast<void>(guard->forget_before(text));
    // No module is at this place: what gets past the note fails to open it.
    const auto token = pkcs11_guard({"/nowhere/module.so", "genbo", "1234", "genbo"});
    check(!token->open(text).ok() && !token->forget_before(text).ok());
    return 0;
}
