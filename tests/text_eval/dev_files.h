// SPDX-License-Identifier: Apache-2.0
#pragma once

// Public Japanese data that is no part of the project, read where it is.  GENBO_DEV_DATA names the
// folder; the default is ../shared/data beside the source tree.

#include <string>
#include <vector>

namespace genbo {

using DevRows = std::vector<std::vector<std::string>>;

// The fields of a file of the folder, unpacked (.gz, .xz) and as UTF-8; quotes are only taken off.
// Empty when the file is not there.
DevRows dev_file_rows(const std::string& name, char separator);

}  // namespace genbo
