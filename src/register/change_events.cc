// SPDX-License-Identifier: Apache-2.0
#include "register/change_events.h"

#include "register/entry_id.h"
#include "register/partition_change.h"

namespace genbo {

Result<> tell_of_change(WriteContext& context, NumberId customer) {
    const auto telling = context.store.setting(kEventsSetting);
    if (!telling.ok() && telling.error().fault != Fault::not_found) return telling.error();
    if (!telling.ok() || *telling != "on") return {};
    const StoredEvent event{
        customer.value() % kEventLanes,
        entry_id(context.now),
        context.now,
        customer,
        "customer.changed",
        "{}"};
    return context.store.add_events(std::span{&event, 1});
}

}  // namespace genbo
