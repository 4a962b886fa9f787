// SPDX-License-Identifier: Apache-2.0
#pragma once

// The web console and the OpenAPI file, carried inside the program (tools/console/embed.mjs makes
// the table at build time from web/dist and api/openapi.json).

#include <span>
#include <string_view>

#include "server/assets.h"

namespace genbo {

// Empty when the program was built without the console.
std::span<const Asset> console_assets();

std::string_view openapi_json();

}  // namespace genbo
