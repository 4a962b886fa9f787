// SPDX-License-Identifier: Apache-2.0

// The text is put in by the assembler: three megabytes as a C++ literal cost the compiler seconds
// and hundreds of megabytes, and #embed is not C++20.

#include <string_view>

#include "sample/tables.h"

// NOLINTBEGIN
__asm__(
    ".pushsection .rodata\n"
    ".balign 16\n"
    "genbo_sample_tables_begin:\n"
    ".incbin \"" GENBO_SAMPLE_TABLES
    "\"\n"
    "genbo_sample_tables_end:\n"
    ".byte 0\n"
    ".popsection\n");

extern "C" {
extern const char genbo_sample_tables_begin[];
extern const char genbo_sample_tables_end[];
}
// NOLINTEND

namespace genbo::sample {

std::string_view sample_tables_text() {
    return {
        genbo_sample_tables_begin,
        static_cast<std::size_t>(genbo_sample_tables_end - genbo_sample_tables_begin)};
}

}  // namespace genbo::sample
