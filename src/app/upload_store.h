// SPDX-License-Identifier: Apache-2.0
#pragma once

// Files that were sent through the browser and wait to be imported.  They lie in the master's
// folder
// under `uploads/`, readable by the owner alone, and in the clear: reading a table needs random
// access.  So they are short-lived: gone when their import has finished, an hour after they came,
// and whenever the server starts or stops.

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "port/clock.h"
#include "server/http_message.h"

namespace genbo {

struct StoredUpload {
    std::string id;
    std::string file_name;  // As the person knows it.
    std::filesystem::path path;
    std::uint64_t bytes = 0;
    Instant came;
};

class UploadStore {
public:
    UploadStore(std::filesystem::path folder, const Clock& clock);
    ~UploadStore();
    UploadStore(const UploadStore&) = delete;
    UploadStore& operator=(const UploadStore&) = delete;

    // unavailable: app.cannot_write.
    Result<std::shared_ptr<IncomingFile>> begin();

    // Takes over what begin() received.
    Result<StoredUpload> add(std::string_view file_name, IncomingFile& file);

    // not_found: app.no_upload.
    Result<StoredUpload> find(std::string_view id);
    void remove(std::string_view id);

private:
    void remove_old();
    void clear();

    const std::filesystem::path folder_;
    const Clock& clock_;
    std::mutex mutex_;
    std::map<std::string, StoredUpload, std::less<>> uploads_;
};

}  // namespace genbo
