// SPDX-License-Identifier: Apache-2.0
#pragma once

// FileScanner with ClamAV's daemon over its Unix socket: the command INSTREAM of its protocol
// (clamd(8)), so that clamd needs no right to read our files.
//
//   zINSTREAM\0  { length (4 bytes, big endian)  bytes }…  0 0 0 0
//   stream: OK\0      stream: Win.Test.EICAR_HDB-1 FOUND\0      … ERROR\0
//
//   ClamdScanner scanner("/run/clamav/clamd.ctl");
//
// Thread safety: scan() from any thread; it blocks, and gives up after `patience` without a step.

#include <chrono>

#include "port/file_scanner.h"

namespace genbo {

class ClamdScanner final : public FileScanner {
public:
    explicit ClamdScanner(
        std::filesystem::path socket, std::chrono::seconds patience = std::chrono::seconds{60})
        : socket_(std::move(socket)), patience_(patience) {}

    Result<> scan(const std::filesystem::path& file) override;

private:
    const std::filesystem::path socket_;
    const std::chrono::seconds patience_;
};

}  // namespace genbo
