// SPDX-License-Identifier: Apache-2.0

// The profiles are put in by the assembler, as the tables are (tables_text.cc).

#include <array>
#include <string_view>

#include "sample/rates.h"

// NOLINTBEGIN
__asm__(
    ".pushsection .rodata\n"
    "genbo_sample_normal_begin:\n"
    ".incbin \"" GENBO_SAMPLE_PROFILES
    "/normal.profile\"\n"
    "genbo_sample_open_begin:\n"
    ".incbin \"" GENBO_SAMPLE_PROFILES
    "/open.profile\"\n"
    "genbo_sample_sealed_begin:\n"
    ".incbin \"" GENBO_SAMPLE_PROFILES
    "/sealed.profile\"\n"
    "genbo_sample_profiles_end:\n"
    ".byte 0\n"
    ".popsection\n");

extern "C" {
extern const char genbo_sample_normal_begin[];
extern const char genbo_sample_open_begin[];
extern const char genbo_sample_sealed_begin[];
extern const char genbo_sample_profiles_end[];
}
// NOLINTEND

namespace genbo::sample {
namespace {

std::string_view profile_between(const char* begin, const char* end) {
    return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace

std::string_view sample_profile_text(std::string_view profile) {
    if (profile == "normal")
        return profile_between(genbo_sample_normal_begin, genbo_sample_open_begin);
    if (profile == "open")
        return profile_between(genbo_sample_open_begin, genbo_sample_sealed_begin);
    if (profile == "sealed")
        return profile_between(genbo_sample_sealed_begin, genbo_sample_profiles_end);
    return {};
}

std::string_view sample_profile_names() { return "normal, open, sealed"; }

}  // namespace genbo::sample
