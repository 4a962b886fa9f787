// SPDX-License-Identifier: Apache-2.0
#pragma once

// What PostgreSQL's five-letter SQLSTATE means to Genbo.  Everything above this file decides by the
// two questions below, never by SQLSTATE and never by text: a server's message may quote a row, so
// it is neither shown nor logged.  Constraint names are not looked at either, because a distributed
// table has them with its shard's number behind.
//
//   auto done = write(connection);
//   if (!done.ok() && pg_is_retryable(done.error())) …begin the whole transaction again…
//
// A connection that is lost while COMMIT is under way leaves open whether it happened.  Retrying is
// right only for work that can be recognised when it is already there.

#include <string_view>

#include "base/result.h"

namespace genbo {

// An empty `sqlstate` means that the failure is the client's own: the connection broke.
Error pg_error(std::string_view sqlstate);

// … of an error that ended the session, or kept it from beginning.  What is not otherwise known is
// then a lost connection, such as a pooler's own complaints.
Error pg_fatal_error(std::string_view sqlstate);

// The same transaction, begun again from its start, may well succeed: it lost a deadlock or a
// serialization race, or its connection.
bool pg_is_retryable(const Error& error);

// … and needs another connection for it.
bool pg_lost_connection(const Error& error);

}  // namespace genbo
