// SPDX-License-Identifier: Apache-2.0
#include "register/number_report.h"

#include <algorithm>
#include <map>

#include "record/customer_number.h"
#include "register/watch_marks.h"

namespace genbo {

namespace {

constexpr std::size_t kReportPage = 2000;
constexpr std::size_t kDuplicatesMax = 2000;

class NumberReporter {
public:
    NumberReporter(ReadSession& session, RegisterIndex& index) : session_(session), index_(index) {
        for (const char* kind : {"aliases", "chains", "orphans", "duplicates", "rule", "anchor"})
            report_.parts.push_back({kind, 0});
    }

    Result<NumberReport> run(Millibits certain_bits) && {
        made_up_ = TRY(made_up_customers(session_.store(), session_.vault())).record_ids;
        NumberId after;
        while (true) {
            auto page = TRY(session_.store().numbers(after, kReportPage));
            const bool last = page.size() < kReportPage;
            if (!page.empty()) after = page.back().id;
            std::erase_if(
                page, [&](const StoredNumber& number) { return made_up_.contains(number.anchor); });
            TRY(look_at(page));
            if (last) break;
        }
        for (const auto& [customer, numbers] : of_customer_) {
            if (numbers.size() < 2) continue;
            note("aliases", numbers);
            if (numbers.size() >= kLongChain) note("chains", numbers);
        }
        TRY(find_duplicates(certain_bits));
        return std::move(report_);
    }

private:
    void note(std::string_view kind, std::vector<std::string> numbers) {
        const auto part = std::ranges::find(report_.parts, kind, &NumberReport::Part::kind);
        if (++part->count <= static_cast<std::int64_t>(kReportExamples))
            report_.oddities.push_back({std::string{kind}, std::move(numbers)});
    }

    // As people see it; as it is stored where no rule knows it.
    std::string shown(const StoredNumber& number) const {
        const auto parsed = CustomerNumber::parse(number.text, session_.rules());
        return parsed.ok() ? parsed->str() : number.text;
    }

    Result<> look_at(const std::vector<StoredNumber>& page) {
        report_.numbers += std::ssize(page);
        std::vector<RecordId> anchors;
        for (const auto& number : page)
            if (number.anchor.value() != 0) anchors.push_back(number.anchor);
        std::map<RecordId, NumberId> customers;
        std::map<RecordId, bool> there;
        for (const auto& record : TRY(session_.store().records(anchors))) {
            there[record.id] = true;
            customers[record.id] = record.customer;
        }
        for (const auto& number : page) {
            if (!CustomerNumber::parse(number.text, session_.rules()).ok())
                note("rule", {number.text});
            if (number.anchor.value() == 0) {
                if (number.kind != NumberKind::reserved && number.kind != NumberKind::manual)
                    note("orphans", {shown(number)});
                continue;
            }
            if (!there[number.anchor]) {
                note("anchor", {shown(number)});
                continue;
            }
            const auto customer = customers[number.anchor];
            if (customer.value() == 0)
                note("orphans", {shown(number)});
            else
                // In the order of issue: the oldest is the customer's own.
                of_customer_[customer].push_back(shown(number));
        }
        return {};
    }

    Result<> find_duplicates(Millibits certain_bits) {
        const auto pairs = TRY(index_.review_pairs(session_.store(), kDuplicatesMax, std::nullopt));
        std::vector<RecordId> records;
        for (const auto& pair : pairs) {
            records.emplace_back(pair.a);
            records.emplace_back(pair.b);
        }
        std::map<RecordId, NumberId> customers;
        for (const auto& member : TRY(session_.store().customers_of(records)))
            customers[member.record] = member.customer;
        for (const auto& pair : pairs) {
            if (pair.reason != ReviewReason::likely || pair.bits < certain_bits) continue;
            const auto left = of_customer_.find(customers[RecordId{pair.a}]);
            const auto right = of_customer_.find(customers[RecordId{pair.b}]);
            if (left == of_customer_.end() || right == of_customer_.end()) continue;
            note("duplicates", {left->second.front(), right->second.front()});
        }
        return {};
    }

    ReadSession& session_;
    RegisterIndex& index_;
    NumberReport report_;
    std::set<RecordId> made_up_;
    std::map<NumberId, std::vector<std::string>> of_customer_;
};

}  // namespace

Result<NumberReport> report_numbers(
    ReadSession& session, RegisterIndex& index, Millibits certain_bits) {
    return NumberReporter{session, index}.run(certain_bits);
}

}  // namespace genbo
