// SPDX-License-Identifier: Apache-2.0
#pragma once

// What must not happen twice although it is asked for twice.
//
// A caller whose answer was lost asks again, on whatever node.  The server keeps first answers
// (server/idempotency.h), but after the act itself: a process that dies in between leaves an act
// without an answer.  So the act notes its outcome in its own transaction, under the name of the
// request, and who comes again finds it.
//
//   TRY(writer.run([&](WriteContext& context) -> Result<> {
//       if (const auto done = TRY(done_before(context, request))) { …; return {}; }
//       … the act …
//       return note_done(context, request, outcome);
//   }));
//
// `outcome` is not sealed: nothing personal.  Notes go with the answers (Duties::sweep).

#include <optional>
#include <string>
#include <string_view>

#include "register/writer.h"

namespace genbo {

// A name for one request of one person, the same when it is sent again.  Empty: it cannot be.
using RequestName = std::string;

// Nobody else does the same before this transaction ends.
Result<std::optional<std::string>> done_before(WriteContext& context, const RequestName& request);

Result<> note_done(WriteContext& context, const RequestName& request, std::string_view outcome);

}  // namespace genbo
