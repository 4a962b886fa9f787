// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a command on the machine itself shows of a person is logged as well: an administrator at the
// terminal is the likeliest thief of all.  A command may not write to a master that a server holds,
// so it appends what it is about to show to `access.spool` in the master's folder, each line sealed
// under the keyring, and shows it only when that is on the disk.  Whoever writes to the master next
// (the server within seconds, or the command that comes after) moves the lines into the log.
//
// The person is the account of the operating system: "os:1000".

#include <cstdint>
#include <string>
#include <vector>

#include "app/master.h"
#include "register/access_log.h"

namespace genbo {

// Of the process's user, without records.
AccessNote act_of_command(const Master& master, std::string_view action);

// unavailable: app.cannot_write.
Result<> spool_access(const Master& master, const AccessNote& act);

// Moves what is spooled into the log; how many acts.  A line that does not open is logged and left
// in a file of its own, never dropped silently.
Result<std::size_t> take_spooled(const Master& master, AccessLog& log);

}  // namespace genbo
