// SPDX-License-Identifier: Apache-2.0
#pragma once

// Events as lines of JSON appended to a file, for whatever follows files: an ETL tool, a log
// shipper, `tail -F`.  Durable before the outbox forgets them; after a crash the last lines may
// come again, and an unfinished last line is cut off first.
//
//   {"id":"…32 hex…","at":"2026-…Z","customer":"34070-70942","kind":"customer.changed"}
//
// The customer number is in it and nothing else about the person.

#include <filesystem>
#include <memory>

#include "port/event_sink.h"
#include "register/read_session.h"

namespace genbo {

class EventFile final : public EventSink {
public:
    // unavailable: app.cannot_write.
    static Result<std::unique_ptr<EventFile>> open(
        const std::filesystem::path& path, ReadSessions& sessions);
    ~EventFile() override;
    EventFile(const EventFile&) = delete;
    EventFile& operator=(const EventFile&) = delete;

    Result<> deliver(std::span<const StoredEvent> events) override;

private:
    EventFile(int handle, ReadSessions& sessions) : handle_(handle), sessions_(sessions) {}

    Result<> append(std::string_view lines);

    int handle_;
    ReadSessions& sessions_;
};

}  // namespace genbo
