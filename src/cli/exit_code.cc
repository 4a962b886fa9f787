// SPDX-License-Identifier: Apache-2.0
#include "cli/exit_code.h"

namespace genbo {

int exit_code_of(Fault fault) {
    switch (fault) {
        case Fault::invalid: return kExitInvalid;
        case Fault::not_found: return 3;
        case Fault::conflict: return 4;
        case Fault::forbidden: return 5;
        case Fault::limit: return 6;
        case Fault::unavailable: return 7;
        case Fault::corrupt: return 8;
    }
    return 8;
}

}  // namespace genbo
