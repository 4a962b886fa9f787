// SPDX-License-Identifier: Apache-2.0

// The watch's marks on customers, honey customers, and who arrives from where.

#include <algorithm>
#include <charconv>

#include "access/note_lines.h"
#include "app/honey.h"
#include "app/logged_backend.h"

namespace genbo {

namespace {

// A place that was not used for so long is a new one.
constexpr std::chrono::days kPlaceKnownFor{120};
constexpr std::size_t kPlacesKept = 24;
constexpr std::size_t kPlaceTagSize = 12;

// The network that the address is in: /24 and /48, so that a new lease is no new place.
std::string network_of(std::string_view address) {
    const bool four = address.find(':') == address.npos;
    const char mark = four ? '.' : ':';
    std::size_t end = 0;
    for (int part = 0; part < 3 && end != address.npos; ++part)
        end = address.find(mark, end == 0 ? 0 : end + 1);
    return std::string{address.substr(0, end)};
}

}  // namespace

Result<std::vector<ApiMark>> LoggedBackend::described_marks(const std::vector<PersonMark>& marks) {
    auto session = TRY(master_.sessions().borrow());
    CustomerDesk desk(*session, master_.config().policy);
    std::map<StaffId, std::string> names;
    for (const auto& staff : TRY(session->store().staff())) names[staff.id] = staff.name;
    std::vector<RecordId> ids;
    for (const auto& mark : marks) ids.push_back(mark.record);
    std::map<RecordId, NumberId> customers;
    for (const auto& record : TRY(session->store().records(ids)))
        customers[record.id] = record.customer;
    std::vector<ApiMark> described;
    for (const auto& mark : marks) {
        ApiMark api;
        api.id = mark.id;
        api.kind = person_mark_name(mark.kind);
        if (const auto customer = customers[mark.record]; customer.value() != 0)
            api.number = TRY(desk.number_text(customer));
        if (mark.staff.value() != 0) api.staff = names[mark.staff];
        api.reason = mark.reason;
        api.set_by = names[mark.set_by];
        api.set_at = mark.at;
        described.push_back(std::move(api));
    }
    return described;
}

// The list names the made-up ones, so whoever read it is in the trail.
Result<std::vector<ApiMark>> LoggedBackend::marks(const ApiCall& call) {
    TRY(may(call, Action::manage_watch));
    std::vector<PersonMark> kept;
    {
        auto session = TRY(master_.sessions().borrow());
        kept = TRY(person_marks(session->store(), session->vault()));
    }
    TRY(master_.writer().run(
        [&](WriteContext& context) {
            return context.trail.record(
                context.store, actor_of(call), context.now,
                {"watch.marks_shown", "mark", 0, kept.size()});
        },
        WriteScope::rows));
    return described_marks(kept);
}

Result<ApiMark> LoggedBackend::set_mark(const ApiCall& call, const ApiMarkOrder& order) {
    TRY(may(call, Action::manage_watch));
    NewPersonMark mark;
    const auto kind = person_mark_named(order.kind);
    if (!kind) return Error{Fault::invalid, "app.unknown_verdict", {order.kind}};
    mark.kind = *kind;
    mark.reason = order.reason;
    {
        auto session = TRY(master_.sessions().borrow());
        mark.customer = TRY(CustomerDesk(*session, master_.config().policy).show(order.number)).id;
        for (const auto& staff : TRY(session->store().staff()))
            if (order.staff && staff.name == *order.staff) mark.staff = staff.id;
    }
    if (order.staff && mark.staff.value() == 0)
        return Error{Fault::not_found, "app.unknown_staff", {*order.staff}};
    const auto made = TRY(WatchMarkDesk(master_.writer()).set(mark, actor_of(call)));
    return TRY(described_marks({made})).front();
}

Result<> LoggedBackend::lift_mark(const ApiCall& call, std::int64_t id, const std::string& reason) {
    TRY(may(call, Action::manage_watch));
    TRY(HoneyDesk(master_).lift(id, reason, actor_of(call)));
    return {};
}

Result<std::vector<ApiMark>> LoggedBackend::plant_honey(
    const ApiCall& call, const ApiHoneyOrder& order) {
    TRY(may(call, Action::manage_watch));
    const auto planted =
        TRY(HoneyDesk(master_).plant({order.count, order.source, order.reason}, actor_of(call)));
    return described_marks(planted);
}

// Lines of "tag micros" in a note: the tags are keyed, so the note tells nobody where somebody is.
Result<LoggedBackend::Place> LoggedBackend::place_of_arrival(const ApiArrival& arrival) {
    Mac mac(master_.keyring().derive("watch.place"));
    const std::string about = std::to_string(arrival.staff.value()) + "\n" + arrival.device + "\n" +
                              network_of(arrival.address);
    const std::string tag = to_hex(mac.tag(as_bytes(about))).substr(0, 2 * kPlaceTagSize);
    const std::string name = "watch.places." + std::to_string(arrival.staff.value());
    auto place = Place::unknown;
    TRY(master_.writer().run(
        [&](WriteContext& context) -> Result<> {
            const auto held = TRY(context.store.hold_note(name, context.now));
            std::vector<std::pair<Instant, std::string>> known;
            for (const auto& [seen, at] : NoteLines::read(as_text(held.value)))
                known.emplace_back(instant_from_micros(NoteLines::number(at).value_or(0)), seen);
            std::erase_if(
                known, [&](const auto& one) { return context.now - one.first > kPlaceKnownFor; });
            const auto at = std::ranges::find(known, tag, &std::pair<Instant, std::string>::second);
            place = known.empty() ? Place::first_ever : Place::unknown;
            if (at != known.end()) {
                place = Place::known;
                known.erase(at);
            }
            known.insert(known.begin(), {context.now, tag});
            if (known.size() > kPlacesKept) known.resize(kPlacesKept);
            NoteLines lines;
            for (const auto& [seen_at, seen] : known)
                lines.add(seen, std::to_string(to_micros(seen_at)));
            const auto text = lines.text();
            const auto bytes = as_bytes(text);
            // Far behind every sweep of notes.
            return context.store.put_note(
                {name, instant_from_micros(253'370'764'800'000'000),
                 Bytes(bytes.begin(), bytes.end())});
        },
        WriteScope::rows));
    return place;
}

Result<> LoggedBackend::note_arrival(const ApiArrival& arrival) {
    AccessNote act;
    act.at = arrival.at;
    act.staff = arrival.staff;
    act.actor = Actor{arrival.staff, arrival.role, arrival.request_id}.trail_name();
    act.role = arrival.role;
    act.request_id = arrival.request_id;
    act.action = "session.refused";
    if (!arrival.ended) {
        const auto place = TRY(place_of_arrival(arrival));
        // Whoever begins here comes from somewhere new by right.
        if (arrival.first || place != Place::unknown) return {};
        act.action = "session.begin";
        act.marks = bit(Mark::new_device);
    }
    return note(std::move(act));
}

}  // namespace genbo
