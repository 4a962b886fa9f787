// SPDX-License-Identifier: Apache-2.0
#include "register/paper_json.h"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace genbo {

namespace {

constexpr std::size_t kNumberDigits = 12;
constexpr std::size_t kPaperPage = 500;
constexpr std::string_view kLastNumberSetting = "paper.last.";

const boost::json::value* member(const boost::json::object& object, std::string_view name) {
    return object.if_contains(boost::json::string_view{name.data(), name.size()});
}

}  // namespace

Error bad_paper() { return {Fault::corrupt, "register.bad_paper"}; }

Result<PaperJson> PaperJson::parse(std::string_view text) {
    boost::system::error_code failed;
    auto value = boost::json::parse(boost::json::string_view{text.data(), text.size()}, failed);
    if (failed || !value.is_object()) return bad_paper();
    return PaperJson(std::move(value.get_object()));
}

std::string PaperJson::text(std::string_view name) const {
    const auto* const value = member(object_, name);
    if (value == nullptr || !value->is_string()) return {};
    return std::string{std::string_view{value->get_string()}};
}

std::int64_t PaperJson::integer(std::string_view name) const {
    const auto* const value = member(object_, name);
    return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

bool PaperJson::truth(std::string_view name) const {
    const auto* const value = member(object_, name);
    return value != nullptr && value->is_bool() && value->get_bool();
}

std::vector<std::int64_t> PaperJson::integers(std::string_view name) const {
    std::vector<std::int64_t> out;
    const auto* const value = member(object_, name);
    if (value == nullptr || !value->is_array()) return out;
    for (const auto& one : value->get_array())
        if (one.is_int64()) out.push_back(one.get_int64());
    return out;
}

std::vector<std::string> PaperJson::texts(std::string_view name) const {
    std::vector<std::string> out;
    const auto* const value = member(object_, name);
    if (value == nullptr || !value->is_array()) return out;
    for (const auto& one : value->get_array())
        if (one.is_string()) out.emplace_back(std::string_view{one.get_string()});
    return out;
}

PaperJson PaperJson::object(std::string_view name) const {
    const auto* const value = member(object_, name);
    if (value == nullptr || !value->is_object()) return PaperJson(boost::json::object{});
    return PaperJson(value->get_object());
}

std::vector<PaperJson> PaperJson::objects(std::string_view name) const {
    std::vector<PaperJson> out;
    const auto* const value = member(object_, name);
    if (value == nullptr || !value->is_array()) return out;
    for (const auto& one : value->get_array())
        if (one.is_object()) out.emplace_back(one.get_object());
    return out;
}

std::string numbered_paper(std::string_view kind, std::int64_t number) {
    auto digits = std::to_string(number);
    if (digits.size() < kNumberDigits) digits.insert(0, kNumberDigits - digits.size(), '0');
    return std::string{kind} + "/" + digits;
}

Result<std::int64_t> number_of_paper(std::string_view kind, std::string_view name) {
    if (!name.starts_with(kind) || name.size() <= kind.size() + 1) return bad_paper();
    const auto digits = name.substr(kind.size() + 1);
    std::int64_t number = 0;
    const auto* const end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, number);
    if (read.ec != std::errc{} || read.ptr != end) return bad_paper();
    return number;
}

Result<std::vector<StoredPaper>> papers_of_kind(
    StoreReader& store, std::string_view kind, std::string_view after, std::size_t limit) {
    const std::string first = std::string{kind} + "/";
    // '0' comes after '/'.
    const std::string end = std::string{kind} + "0";
    return store.papers(after.empty() ? std::string_view{first} : after, end, limit);
}

Result<std::vector<StoredPaper>> all_papers_of_kind(StoreReader& store, std::string_view kind) {
    std::vector<StoredPaper> out;
    std::string after;
    while (true) {
        auto page = TRY(papers_of_kind(store, kind, after, kPaperPage));
        const bool last = page.size() < kPaperPage;
        if (!page.empty()) after = page.back().name;
        std::ranges::move(page, std::back_inserter(out));
        if (last) return out;
    }
}

Result<std::int64_t> take_paper_number(StoreWriter& store, std::string_view kind) {
    const std::string name = std::string{kLastNumberSetting} + std::string{kind};
    std::int64_t last = 0;
    const auto setting = store.setting(name);
    if (setting.ok())
        std::from_chars(setting->data(), setting->data() + setting->size(), last);
    else if (setting.error().fault != Fault::not_found)
        return setting.error();
    TRY(store.set_setting(name, std::to_string(last + 1)));
    return last + 1;
}

}  // namespace genbo
