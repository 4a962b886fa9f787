// SPDX-License-Identifier: Apache-2.0
#include "register/alert_desk.h"

#include <boost/json.hpp>

#include "base/json_writer.h"
#include "register/entry_id.h"
#include "register/watch_marks.h"

namespace genbo {

namespace {

std::string alert_json(const Alert& alert) {
    JsonWriter json;
    json.object([&] {
        json.field("at", to_micros(alert.what.at));
        json.field("role", alert.what.role);
        json.field("severity", alert.what.severity);
        json.field("why").array([&] {
            for (const auto& why : alert.what.contributions)
                json.object([&] {
                    json.field("feature", why.feature);
                    json.field("value", why.value);
                    json.field("expected", why.expected);
                    json.field("score", why.score);
                });
        });
        json.field("answer", alert.answer);
        json.field("answered_at", to_micros(alert.answered_at));
        json.field("remark", alert.remark);
        json.field("closed_by", alert.closed_by);
        json.field("closed_at", to_micros(alert.closed_at));
    });
    return std::move(json).str();
}

Result<Alert> opened_alert(const RecordVault& vault, const StoredAlert& stored) {
    const auto text = TRY(vault.open_text(alert_place(stored.entry), stored.sealed));
    Alert alert;
    alert.entry = stored.entry;
    alert.state = static_cast<AlertState>(stored.state);
    alert.what.actor = stored.actor;
    alert.what.kind = stored.kind;
    try {
        const auto value = boost::json::parse(boost::json::string_view{text});
        const auto& object = value.as_object();
        const auto words = [&](const char* name) {
            return std::string{object.at(name).as_string()};
        };
        const auto time = [&](const char* name) {
            return instant_from_micros(object.at(name).as_int64());
        };
        alert.what.at = time("at");
        alert.what.role = words("role");
        alert.what.severity = static_cast<int>(object.at("severity").as_int64());
        for (const auto& why : object.at("why").as_array())
            alert.what.contributions.push_back(
                {std::string{why.at("feature").as_string()}, why.at("value").to_number<double>(),
                 why.at("expected").to_number<double>(), why.at("score").to_number<double>()});
        alert.answer = words("answer");
        alert.answered_at = time("answered_at");
        alert.remark = words("remark");
        alert.closed_by = words("closed_by");
        alert.closed_at = time("closed_at");
    } catch (const std::exception&) {
        return Error{Fault::corrupt, "register.alert_damaged"};
    }
    return alert;
}

Result<> keep_alert(WriteContext& context, const Alert& alert) {
    return context.store.put_alert(
        {alert.entry, alert.what.kind, alert.what.actor, static_cast<std::int64_t>(alert.state),
         context.vault.seal_text(alert_place(alert.entry), alert_json(alert))});
}

Result<Alert> standing_alert(WriteContext& context, ByteView entry) {
    const auto stored = TRY(context.store.alert(entry));
    if (stored.state == static_cast<std::int64_t>(AlertState::closed))
        return Error{Fault::conflict, "register.alert_closed"};
    return opened_alert(context.vault, stored);
}

// The trail is read by many who may not know which customer is made up.
std::vector<std::string> told_kind(const WatchAlert& what) {
    return {std::string{alert_kind_told(what.kind)}};
}

}  // namespace

std::string_view alert_state_name(AlertState state) {
    switch (state) {
        case AlertState::open: return "open";
        case AlertState::answered: return "answered";
        case AlertState::closed: return "closed";
    }
    return "closed";
}

Result<> raise_alert(WriteContext& context, const WatchAlert& what) {
    Alert alert;
    alert.entry = entry_id(what.at);
    alert.what = what;
    TRY(keep_alert(context, alert));
    return context.trail.record_as(
        context.store, "watch", {}, context.now,
        {.action = "alert.raise", .object_type = "alert", .fields = told_kind(what)});
}

Result<std::vector<Alert>> kept_alerts(ReadSession& session, std::size_t limit) {
    std::vector<Alert> alerts;
    for (const auto& stored : TRY(session.store().alerts(limit)))
        alerts.push_back(TRY(opened_alert(session.vault(), stored)));
    return alerts;
}

Result<> AlertDesk::answer(ByteView entry, const std::string& text, const Actor& actor) {
    return writer_.run(
        [&](WriteContext& context) -> Result<> {
            auto alert = TRY(standing_alert(context, entry));
            if (alert.what.actor != actor.trail_name())
                return Error{Fault::forbidden, "register.alert_not_yours"};
            alert.answer = text;
            alert.answered_at = context.now;
            alert.state = AlertState::answered;
            TRY(keep_alert(context, alert));
            return context.trail.record(
                context.store, actor, context.now,
                {.action = "alert.answer",
                 .object_type = "alert",
                 .fields = told_kind(alert.what)});
        },
        WriteScope::rows);
}

Result<> AlertDesk::close(ByteView entry, const std::string& remark, const Actor& actor) {
    return writer_.run(
        [&](WriteContext& context) -> Result<> {
            auto alert = TRY(standing_alert(context, entry));
            if (alert.what.actor == actor.trail_name())
                return Error{Fault::forbidden, "register.alert_yours"};
            alert.remark = remark;
            alert.closed_by = actor.trail_name();
            alert.closed_at = context.now;
            alert.state = AlertState::closed;
            TRY(keep_alert(context, alert));
            return context.trail.record(
                context.store, actor, context.now,
                {.action = "alert.close", .object_type = "alert", .fields = told_kind(alert.what)});
        },
        WriteScope::rows);
}

}  // namespace genbo
