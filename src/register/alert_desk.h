// SPDX-License-Identifier: Apache-2.0
#pragma once

// Alerts of the watch, kept and answered.
//
//   open ──answer──► answered ──close──► closed
//     └──────────────close─────────────────┘
//
// An alert is a question first: the person whom it is about sees that there is one and says what
// the reason was; whoever is in charge reads figures and answer and closes it with a remark.
// Raising, answering and closing are acts in the trail; figures and words are sealed.

#include <string>
#include <vector>

#include "register/read_session.h"
#include "register/writer.h"
#include "watch/watch.h"

namespace genbo {

enum class AlertState : std::int64_t { open = 0, answered = 1, closed = 2 };
std::string_view alert_state_name(AlertState state);

struct Alert {
    Bytes entry;
    WatchAlert what;
    AlertState state = AlertState::open;
    std::string answer;  // Of the person.
    Instant answered_at;
    std::string remark;  // Of whoever closed it.
    std::string closed_by;
    Instant closed_at;
};

// In a transaction of the watch.
Result<> raise_alert(WriteContext& context, const WatchAlert& what);

// Newest first.
Result<std::vector<Alert>> kept_alerts(ReadSession& session, std::size_t limit);

class AlertDesk {
public:
    explicit AlertDesk(Writer& writer) : writer_(writer) {}

    // Only by the person himself.  not_found; forbidden: register.alert_not_yours; conflict:
    // register.alert_closed.
    Result<> answer(ByteView entry, const std::string& text, const Actor& actor);
    // Never by the person himself.  As above: register.alert_yours.
    Result<> close(ByteView entry, const std::string& remark, const Actor& actor);

private:
    Writer& writer_;
};

}  // namespace genbo
