// SPDX-License-Identifier: Apache-2.0
#pragma once

// What data is looked at for: the registry of purposes (利用目的, APPI article 17: it must be
// specified, and article 18: not be left).  A purpose is claimed with each request (header
// Genbo-Purpose); who claims one that is not his role's is refused, and the refusal is written
// down.  Whose work has one usual purpose need not name it: that one is meant.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "access/decision.h"

namespace genbo {

enum class Purpose : std::uint8_t {
    customer_care,
    data_quality,
    store_service,
    marketing,
    rights_request,
    investigation,
    system_integration,
    data_delivery,
    operation,
    emergency,
};

struct PurposeInfo {
    Purpose purpose;
    std::string_view name;
    std::string_view ja;
    std::string_view en;
    // emergency: of those who may break the glass, while it is broken.
    std::span<const Role> roles;
};

std::span<const PurposeInfo> all_purposes();
const PurposeInfo& purpose_info(Purpose purpose);
std::string_view purpose_name(Purpose purpose);
std::optional<Purpose> purpose_by_name(std::string_view name);

bool may_claim(Role role, Purpose purpose);

// Nothing for those who must say it each time.
std::optional<Purpose> default_purpose(Role role);

}  // namespace genbo
