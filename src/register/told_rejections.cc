// SPDX-License-Identifier: Apache-2.0
#include "register/told_rejections.h"

#include <algorithm>
#include <charconv>

#include "crypto/aead.h"

namespace genbo {

namespace {

constexpr std::string_view kToldPrefix = "feed_told.";
constexpr std::size_t kToldBytes = 16;

Bytes told_hash(const RecordVault& vault, std::string_view key, const RowRejection& rejection) {
    AssociatedData what("told");
    what.text(key).number(key.empty() ? rejection.row : 0);
    what.text(rejection.code).text(rejection.column);
    for (const auto& cell : rejection.cells) what.text(cell);
    auto hash = vault.content_hash(what);
    hash.resize(kToldBytes);
    return hash;
}

}  // namespace

Result<ToldRejections> ToldRejections::read(
    WriteContext& context, SourceId source, const Actor& actor, ImportId import) {
    ToldRejections told(
        context.vault,
        std::string{kToldPrefix} + std::to_string(source.value()) + "." +
            std::to_string(actor.staff.value()),
        import);
    const auto note = context.store.note(told.name_);
    if (!note.ok() && note.error().fault == Fault::not_found) return told;
    if (!note.ok()) return note.error();
    // "<import>\n", and the hashes.
    const auto& value = note->value;
    const auto line = std::ranges::find(value, std::uint8_t{'\n'});
    std::int64_t of = 0;
    const std::string number{value.begin(), line};
    std::from_chars(number.data(), number.data() + number.size(), of);
    if (line == value.end() || ImportId{of} != import) return told;
    for (auto at = line + 1; value.end() - at >= std::ptrdiff_t{kToldBytes}; at += kToldBytes)
        told.hashes_.emplace_back(at, at + kToldBytes);
    return told;
}

bool ToldRejections::knows(std::string_view key, const RowRejection& rejection) {
    auto hash = told_hash(vault_, key, rejection);
    if (std::ranges::find(hashes_, hash) != hashes_.end()) return true;
    hashes_.push_back(std::move(hash));
    changed_ = true;
    return false;
}

Result<> ToldRejections::write(WriteContext& context) const {
    if (!changed_) return {};
    const auto line = std::to_string(import_.value()) + "\n";
    Bytes value{line.begin(), line.end()};
    const auto first = hashes_.size() - std::min(hashes_.size(), kToldMax);
    for (auto i = first; i < hashes_.size(); ++i)
        value.insert(value.end(), hashes_[i].begin(), hashes_[i].end());
    TRY(context.store.hold_note(name_, context.now));
    return context.store.put_note({name_, context.now, std::move(value)});
}

Result<> forget_told_rejections(StoreWriter& store) {
    for (const auto& note : TRY(store.notes(kToldPrefix))) TRY(store.remove_note(note.name));
    return {};
}

}  // namespace genbo
