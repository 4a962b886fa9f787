// SPDX-License-Identifier: Apache-2.0
#pragma once

// Asking a scanner for malware what it thinks of a file that came from outside (ASVS 5.4.3).
//
// Genbo runs nothing of what comes in and gives no file out again as it was, so this protects those
// who keep such files elsewhere, and satisfies houses whose rules want it.  A scanner that cannot
// be asked lets nothing pass: a check that fails open is none.

#include <filesystem>

#include "base/result.h"

namespace genbo {

class FileScanner {
public:
    virtual ~FileScanner() = default;

    // invalid: scan.found, with the scanner's name of what it found.  unavailable:
    // scan.unreachable, scan.no_verdict (the file was too large for it, or it gave up).
    virtual Result<> scan(const std::filesystem::path& file) = 0;
};

}  // namespace genbo
