// SPDX-License-Identifier: Apache-2.0
#include "server/api_backend.h"

namespace genbo {

Result<> ApiBackend::ready() {
    if (health() == Health::ok) return {};
    return Error{.fault = Fault::unavailable, .code = "server.index_not_ready"};
}

}  // namespace genbo
