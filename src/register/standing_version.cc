// SPDX-License-Identifier: Apache-2.0
#include "register/standing_version.h"

namespace genbo {

namespace {

constexpr std::size_t kImportPage = 1000;

}  // namespace

const StoredVersion* standing_version(
    const std::vector<StoredVersion>& versions, const std::set<ImportId>& undone) {
    for (auto at = versions.rbegin(); at != versions.rend(); ++at)
        if (!undone.contains(at->import)) return &*at;
    return nullptr;
}

Result<std::set<ImportId>> undone_imports(StoreReader& store) {
    std::set<ImportId> undone;
    ImportId before;
    while (true) {
        const auto page = TRY(store.imports(before, kImportPage));
        for (const auto& import : page)
            if (import.state == ImportState::undone) undone.insert(import.id);
        if (page.size() < kImportPage) return undone;
        before = page.back().id;
    }
}

}  // namespace genbo
