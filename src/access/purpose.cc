// SPDX-License-Identifier: Apache-2.0
#include "access/purpose.h"

#include <algorithm>
#include <array>

namespace genbo {

namespace {

constexpr std::array kCare = {Role::steward, Role::support, Role::owner};
constexpr std::array kQuality = {Role::steward, Role::owner, Role::machine_operator};
constexpr std::array kStore = {Role::shop};
constexpr std::array kMarketing = {Role::marketer, Role::integration};
constexpr std::array kRights = {Role::privacy_officer};
constexpr std::array kInvestigation = {Role::privacy_officer, Role::auditor};
constexpr std::array kIntegration = {Role::integration};
constexpr std::array kDelivery = {
    Role::steward, Role::marketer, Role::privacy_officer, Role::owner};
constexpr std::array kOperation = {Role::administrator, Role::owner, Role::machine_operator};
constexpr std::array kEmergency = {Role::administrator, Role::steward, Role::support,
                                   Role::shop,          Role::owner,   Role::privacy_officer};

constexpr std::array<PurposeInfo, 10> kPurposeTable = {{
    {Purpose::customer_care, "customer_care", "お問い合わせへの応対", "Answering a customer",
     kCare},
    {Purpose::data_quality, "data_quality", "名寄せとデータの手入れ", "Data quality", kQuality},
    {Purpose::store_service, "store_service", "店頭での応対", "Service in the store", kStore},
    {Purpose::marketing, "marketing", "販売促進と分析", "Marketing and analysis", kMarketing},
    {Purpose::rights_request, "rights_request", "本人からの請求(開示・訂正・利用停止)",
     "Request of the person (disclosure, correction, stop of use)", kRights},
    {Purpose::investigation, "investigation", "事故や不正の調査", "Investigation of an incident",
     kInvestigation},
    {Purpose::system_integration, "system_integration", "システム連携", "System integration",
     kIntegration},
    {Purpose::data_delivery, "data_delivery", "データの引き渡し(二人の承認)",
     "Delivery of data (two persons)", kDelivery},
    {Purpose::operation, "operation", "システムの運用", "Operation of the system", kOperation},
    {Purpose::emergency, "emergency", "緊急時(理由を書いて30分)",
     "Emergency (30 minutes, with a reason)", kEmergency},
}};

constexpr bool purpose_table_is_in_order() {
    for (std::size_t i = 0; i < kPurposeTable.size(); ++i)
        if (static_cast<std::size_t>(kPurposeTable[i].purpose) != i) return false;
    return true;
}
static_assert(purpose_table_is_in_order());

}  // namespace

std::span<const PurposeInfo> all_purposes() { return kPurposeTable; }

const PurposeInfo& purpose_info(Purpose purpose) {
    return kPurposeTable.at(static_cast<std::size_t>(purpose));
}

std::string_view purpose_name(Purpose purpose) { return purpose_info(purpose).name; }

std::optional<Purpose> purpose_by_name(std::string_view name) {
    const auto at = std::ranges::find(kPurposeTable, name, &PurposeInfo::name);
    if (at == kPurposeTable.end()) return std::nullopt;
    return at->purpose;
}

bool may_claim(Role role, Purpose purpose) {
    return std::ranges::count(purpose_info(purpose).roles, role) > 0;
}

std::optional<Purpose> default_purpose(Role role) {
    switch (role) {
        case Role::administrator: return Purpose::operation;
        case Role::steward:
        case Role::owner: return Purpose::data_quality;
        case Role::support: return Purpose::customer_care;
        case Role::shop: return Purpose::store_service;
        case Role::marketer: return Purpose::marketing;
        case Role::machine_operator: return Purpose::operation;
        case Role::privacy_officer:
        case Role::auditor:
        case Role::integration: return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace genbo
