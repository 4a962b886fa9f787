// SPDX-License-Identifier: Apache-2.0
// Any text: a name keeps its core, the parts are UTF-8, width does not matter, the core of a core
// is itself, and the keys of readings are stable.

#include <cstdint>
#include <string>

#include "base/check.h"
#include "base/utf8.h"
#include "text/company.h"
#include "text/fold.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;
    if (size > 300) return 0;
    const std::string text(reinterpret_cast<const char*>(data), size);
    const CompanyName name = parse_company(text);
    const std::string kana = company_kana_key(text);
    static_cast<void>(looks_like_company(text));
    check((name.position == CompanyName::FormPosition::none) == name.legal_form.empty());
    if (!is_valid_utf8(text)) return 0;
    for (const std::string* part :
         {&name.core, &name.legal_form, &name.site, &name.department, &kana})
        check(is_valid_utf8(*part));
    check(parse_company(fold_width(text)) == name);
    return 0;
}
