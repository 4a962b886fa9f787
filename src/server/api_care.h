// SPDX-License-Identifier: Apache-2.0
#pragma once

// The handlers of what keeps the register right (care_backend.h).

#include "server/api.h"

namespace genbo {

Result<Response> api_conflicts(ApiHouse& house, const ApiRequest& request);
Result<Response> api_customer_conflicts(ApiHouse& house, const ApiRequest& request);
Result<Response> api_rule(ApiHouse& house, const ApiRequest& request);
Result<Response> api_withdraw_ruling(ApiHouse& house, const ApiRequest& request);

Result<Response> api_relations(ApiHouse& house, const ApiRequest& request);
Result<Response> api_group(ApiHouse& house, const ApiRequest& request);
Result<Response> api_relate(ApiHouse& house, const ApiRequest& request);
Result<Response> api_end_relation(ApiHouse& house, const ApiRequest& request);
Result<Response> api_withdraw_relation(ApiHouse& house, const ApiRequest& request);
Result<Response> api_relation_lines(ApiHouse& house, const ApiRequest& request);

Result<Response> api_reconcile(ApiHouse& house, const ApiRequest& request);
Result<Response> api_reconciliations(ApiHouse& house, const ApiRequest& request);

}  // namespace genbo
