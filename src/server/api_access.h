// SPDX-License-Identifier: Apache-2.0
#pragma once

// The handlers of access itself: what one may, unmasking, broken glass, API keys, exports.

#include "server/api.h"

namespace genbo {

Result<Response> api_my_access(ApiHouse& house, const ApiRequest& request);
Result<Response> api_unmask(ApiHouse& house, const ApiRequest& request);
Result<Response> api_break_glass(ApiHouse& house, const ApiRequest& request);
Result<Response> api_access_acts(ApiHouse& house, const ApiRequest& request);
Result<Response> api_act_seen(ApiHouse& house, const ApiRequest& request);

Result<Response> api_keys(ApiHouse& house, const ApiRequest& request);
Result<Response> api_make_key(ApiHouse& house, const ApiRequest& request);
Result<Response> api_rotate_key(ApiHouse& house, const ApiRequest& request);
Result<Response> api_revoke_key(ApiHouse& house, const ApiRequest& request);

Result<Response> api_ask_export(ApiHouse& house, const ApiRequest& request);
Result<Response> api_decide_export(ApiHouse& house, const ApiRequest& request);
Result<Response> api_exports(ApiHouse& house, const ApiRequest& request);
Result<Response> api_export_file(ApiHouse& house, const ApiRequest& request);

}  // namespace genbo
