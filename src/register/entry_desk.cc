// SPDX-License-Identifier: Apache-2.0
#include "register/entry_desk.h"

namespace genbo {

Result<EnteredRecord> EntryDesk::enter(
    const std::string& source_name, const std::string& key, SourceValues values,
    const Actor& actor) {
    ImportDesk desk(writer_);
    const auto source = TRY(desk.source(source_name, actor));
    values.set(Field::source_key, key);
    std::vector<std::string> header;
    std::vector<MappedRow> rows(1);
    rows[0].row = 1;
    for (const auto& value : values.values) {
        // Under their labels: what is forbidden depends on the header.
        header.emplace_back(
            value.field == Field::custom ? value.custom_name
                                         : std::string{field_info(value.field).label_ja});
        rows[0].cells.push_back(value.raw);
    }
    rows[0].values = std::move(values);
    auto batch = prepare_rows(rows, header, source, vault_, WithFeatures::yes);
    if (!batch.rejected.empty()) return Error{Fault::invalid, batch.rejected[0].code};
    const Bytes key_hash = batch.ready.at(0).key_hash;

    const auto import = TRY(desk.begin({source, source_name, {}, "{}", actor}));
    auto outcome = std::make_shared<BatchOutcome>();
    const auto taken = desk.take(
                               import, source, actor,
                               std::make_shared<const PreparedBatch>(std::move(batch)), outcome)
                           .get();
    const auto state = taken.ok() ? ImportState::done : ImportState::failed;
    TRY(desk.finish(import, state, "{}", actor));
    if (!taken.ok()) return taken.error();
    if (outcome->counts.rejected > 0) return Error{Fault::conflict, "register.suppressed"};

    EnteredRecord entered;
    entered.import = import;
    TRY(writer_.run(
        [&](WriteContext& context) -> Result<> {
            const auto found = TRY(context.store.records_by_keys(source, std::span{&key_hash, 1}));
            if (found.empty()) return Error{Fault::not_found, "register.unknown_record"};
            entered.record = found.front().id;
            entered.customer = found.front().customer;
            entered.joined = TRY(context.store.records_of(entered.customer)).size() > 1;
            return {};
        },
        WriteScope::rows));
    return entered;
}

}  // namespace genbo
