// SPDX-License-Identifier: Apache-2.0
#include "server/api_call.h"

namespace genbo {

Result<> require_fresh(const ApiCall& call) {
    // A clock that was set back proves nothing either.
    if (call.proven_at <= call.at && call.at - call.proven_at <= kProofAge) return {};
    return Error{.fault = Fault::forbidden, .code = "server.proof_needed"};
}

}  // namespace genbo
