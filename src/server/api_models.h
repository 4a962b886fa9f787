// SPDX-License-Identifier: Apache-2.0
#pragma once

// The handlers of match models (model_backend.h).

#include "server/api.h"

namespace genbo {

Result<Response> api_models(ApiHouse& house, const ApiRequest& request);
Result<Response> api_model_work(ApiHouse& house, const ApiRequest& request);
Result<Response> api_make_model(ApiHouse& house, const ApiRequest& request);
Result<Response> api_suggested_rules(ApiHouse& house, const ApiRequest& request);
Result<Response> api_compare_model(ApiHouse& house, const ApiRequest& request);
Result<Response> api_model_diff(ApiHouse& house, const ApiRequest& request);
Result<Response> api_activate_model(ApiHouse& house, const ApiRequest& request);
Result<Response> api_stop_model_work(ApiHouse& house, const ApiRequest& request);

}  // namespace genbo
