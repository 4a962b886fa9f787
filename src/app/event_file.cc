// SPDX-License-Identifier: Apache-2.0
#include "app/event_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <map>
#include <string>

#include "base/json_writer.h"
#include "register/customer_desk.h"

namespace genbo {

namespace {

Error event_file_failed() { return {Fault::unavailable, "app.cannot_write", {"events"}}; }

// A line that a crash left unfinished would spoil the one that comes after it.
bool cut_unfinished_line(int handle) {
    off_t end = ::lseek(handle, 0, SEEK_END);
    const off_t size = end;
    char last = '\n';
    while (end > 0) {
        if (::pread(handle, &last, 1, end - 1) != 1) return false;
        if (last == '\n') break;
        --end;
    }
    return end == size || ::ftruncate(handle, end) == 0;
}

}  // namespace

Result<std::unique_ptr<EventFile>> EventFile::open(
    const std::filesystem::path& path, ReadSessions& sessions) {
    const int handle = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (handle < 0) return event_file_failed();
    std::unique_ptr<EventFile> file(new EventFile(handle, sessions));
    if (!cut_unfinished_line(handle)) return event_file_failed();
    return file;
}

EventFile::~EventFile() { ::close(handle_); }

Result<> EventFile::deliver(std::span<const StoredEvent> events) {
    auto session = TRY(sessions_.borrow());
    std::vector<NumberId> customers;
    for (const auto& event : events) customers.push_back(event.customer);
    std::map<NumberId, std::string> texts;
    for (const auto& number : TRY(session->store().numbers_by_id(customers)))
        texts[number.id] = session->rules().str(TRY(CustomerNumber::from_digits(number.text)));
    std::string lines;
    for (const auto& event : events) {
        JsonWriter json;
        json.object([&] {
            json.field("id", to_hex(event.entry));
            json.field("at", format_instant(event.at));
            json.field("customer", texts[event.customer]);
            json.field("kind", event.kind);
        });
        lines += std::move(json).str();
        lines += '\n';
    }
    return append(lines);
}

Result<> EventFile::append(std::string_view lines) {
    while (!lines.empty()) {
        const auto written = ::write(handle_, lines.data(), lines.size());
        if (written <= 0) return event_file_failed();
        lines.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fdatasync(handle_) != 0) return event_file_failed();
    return {};
}

}  // namespace genbo
