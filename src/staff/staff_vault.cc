// SPDX-License-Identifier: Apache-2.0
#include "staff/staff_vault.h"

#include "base/base64.h"

namespace genbo {

namespace {

constexpr std::string_view kSealedMark = "sealed:";

AssociatedData place_of(std::string_view what, StaffId staff) {
    return AssociatedData(what).number(staff.value());
}

std::string file_setting(StaffId staff) { return "staff.file." + std::to_string(staff.value()); }

}  // namespace

StaffVault::StaffVault(const Keyring& keyring)
    : file_keys_(keyring, "staff.file"), hash_keys_(keyring, "staff.password") {}

bool StaffVault::is_sealed(std::string_view stored) { return stored.starts_with(kSealedMark); }

std::string StaffVault::seal_hash(StaffId staff, std::string_view argon2) const {
    const auto box = hash_keys_.seal(place_of("staff.password", staff), as_bytes(argon2));
    return std::string{kSealedMark} + to_base64(box);
}

Result<std::string> StaffVault::open_hash(const StoredStaff& staff) const {
    std::string_view stored = staff.password_hash;
    if (!is_sealed(stored)) return staff.password_hash;
    stored.remove_prefix(kSealedMark.size());
    const auto box = TRY(from_base64(stored));
    const auto plain = TRY(hash_keys_.unseal(place_of("staff.password", staff.id), box));
    return std::string{as_text(plain)};
}

Result<StaffFile> StaffVault::read(StoreReader& store, StaffId staff) const {
    const auto stored = store.setting(file_setting(staff));
    if (!stored.ok()) {
        if (stored.error().fault == Fault::not_found) return StaffFile{};
        return stored.error();
    }
    const auto box = TRY(from_base64(*stored));
    const auto plain = TRY(file_keys_.unseal(place_of("staff.file", staff), box));
    return decode_staff_file(plain);
}

Result<> StaffVault::write(StoreWriter& store, StaffId staff, const StaffFile& file) const {
    const auto box = file_keys_.seal(place_of("staff.file", staff), encode_staff_file(file));
    return store.set_setting(file_setting(staff), to_base64(box));
}

Result<std::int64_t> StaffVault::reseal(StoreWriter& store) const {
    std::int64_t boxes = 0;
    for (auto& staff : TRY(store.staff())) {
        if (is_sealed(staff.password_hash)) {
            const auto box =
                TRY(from_base64(std::string_view{staff.password_hash}.substr(kSealedMark.size())));
            if (TRY(hash_keys_.needs_resealing(box))) {
                staff.password_hash = seal_hash(staff.id, TRY(open_hash(staff)));
                TRY(store.put_staff(staff));
                ++boxes;
            }
        }
        const auto stored = store.setting(file_setting(staff.id));
        if (!stored.ok() && stored.error().fault == Fault::not_found) continue;
        if (!stored.ok()) return stored.error();
        const auto box = TRY(from_base64(*stored));
        if (!TRY(file_keys_.needs_resealing(box))) continue;
        const auto file = TRY(read(store, staff.id));
        TRY(write(store, staff.id, file));
        ++boxes;
    }
    return boxes;
}

}  // namespace genbo
