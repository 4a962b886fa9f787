// SPDX-License-Identifier: Apache-2.0
#include "text/email_idna.h"

#include <unicode/uidna.h>

#include <array>
#include <cstdint>

namespace genbo {

std::string email_ascii_domain(std::string_view domain) {
    static const UIDNA* const idna = [] {
        UErrorCode status = U_ZERO_ERROR;
        const UIDNA* made =
            uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_USE_STD3_RULES, &status);
        return status == U_ZERO_ERROR ? made : nullptr;
    }();
    if (idna == nullptr) return {};
    std::array<char, 512> buffer{};
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    UErrorCode status = U_ZERO_ERROR;
    const std::int32_t length = uidna_nameToASCII_UTF8(
        idna, domain.data(), static_cast<std::int32_t>(domain.size()), buffer.data(),
        static_cast<std::int32_t>(buffer.size()), &info, &status);
    if (status != U_ZERO_ERROR || info.errors != 0 || length <= 0) return {};
    return {buffer.data(), static_cast<std::size_t>(length)};
}

}  // namespace genbo
