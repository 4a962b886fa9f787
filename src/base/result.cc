// SPDX-License-Identifier: Apache-2.0
#include "base/result.h"

namespace genbo {

std::string_view fault_name(Fault fault) {
    switch (fault) {
        case Fault::invalid: return "invalid";
        case Fault::not_found: return "not_found";
        case Fault::conflict: return "conflict";
        case Fault::forbidden: return "forbidden";
        case Fault::limit: return "limit";
        case Fault::unavailable: return "unavailable";
        case Fault::corrupt: return "corrupt";
    }
    check_failed(std::source_location::current());
}

}  // namespace genbo
