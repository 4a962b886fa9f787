// SPDX-License-Identifier: Apache-2.0
#include "staff/foreign_desk.h"

#include <algorithm>

#include "staff/staff_desk.h"

namespace genbo {

namespace {

Error unknown_foreign() { return {Fault::not_found, "staff.unknown_foreign"}; }

Result<StaffId> foreign_owner(
    StoreReader& store, const StaffVault& vault, std::string_view issuer,
    std::string_view subject) {
    for (const auto& staff : TRY(store.staff())) {
        const auto file = TRY(vault.read(store, staff.id));
        for (const auto& account : file.foreign)
            if (account.issuer == issuer && account.subject == subject) return staff.id;
    }
    return unknown_foreign();
}

}  // namespace

Result<StaffId> ForeignDesk::owner_of(std::string_view issuer, std::string_view subject) const {
    const auto reader = TRY(store_.reader());
    return foreign_owner(*reader, vault_, issuer, subject);
}

Result<> ForeignDesk::link(
    StaffId staff, std::string_view issuer, std::string_view subject, const Actor& actor) {
    return writer_.run(
        [&](WriteContext& context) -> Result<> {
            // One at a time over all accounts: two people must not link the same one.
            TRY(context.store.hold_note("staff.held.foreign", context.now));
            TRY(hold_staff_file(context, staff));
            const auto owner = foreign_owner(context.store, vault_, issuer, subject);
            if (owner.ok()) return Error{Fault::conflict, "staff.foreign_known"};
            if (owner.error().fault != Fault::not_found) return owner.error();
            auto file = TRY(vault_.read(context.store, staff));
            std::erase_if(file.foreign, [&](const ForeignAccount& account) {
                return account.issuer == issuer;
            });
            file.foreign.push_back({std::string{issuer}, std::string{subject}, context.now});
            TRY(vault_.write(context.store, staff, file));
            return context.trail.record(
                context.store, actor, context.now, {"foreign.link", "staff", staff.value()});
        },
        WriteScope::rows);
}

Result<> ForeignDesk::unlink(StaffId staff, std::string_view issuer, const Actor& actor) {
    return writer_.run(
        [&](WriteContext& context) -> Result<> {
            TRY(hold_staff_file(context, staff));
            auto file = TRY(vault_.read(context.store, staff));
            const auto gone = std::erase_if(file.foreign, [&](const ForeignAccount& account) {
                return account.issuer == issuer;
            });
            if (gone == 0) return unknown_foreign();
            TRY(vault_.write(context.store, staff, file));
            return context.trail.record(
                context.store, actor, context.now, {"foreign.unlink", "staff", staff.value()});
        },
        WriteScope::rows);
}

}  // namespace genbo
