// SPDX-License-Identifier: Apache-2.0
#pragma once

// Files that were sent through the browser and wait to be imported, by whichever node the next
// request reaches.  They are short-lived: gone when their import has finished, and an hour after
// they came.
//
//   FolderUploads   of an embedded master, in a folder beside it (folder_uploads.h)
//   SharedUploads   of a shared one, sealed in its database (shared_uploads.h)
//
// Thread safety: all functions, from any thread.

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "app/master.h"
#include "app/private_file.h"
#include "server/http_message.h"

namespace genbo {

inline constexpr std::chrono::hours kUploadLife{1};

struct StoredUpload {
    std::string id;
    std::string file_name;  // As the person knows it.
    std::filesystem::path path;
    std::uint64_t bytes = 0;
    Instant came;
    // What `path` leads to, when it lives no longer than whoever holds it.
    std::shared_ptr<const PrivateFile> held = nullptr;
};

class UploadStore {
public:
    virtual ~UploadStore() = default;

    // unavailable: app.cannot_write.
    virtual Result<std::shared_ptr<IncomingFile>> begin() = 0;

    // What begin() received, to be looked at while `file` lives.
    virtual StoredUpload received(std::string_view file_name, IncomingFile& file) = 0;
    // From now on every node finds it.
    virtual Result<> keep(const StoredUpload& upload, IncomingFile& file) = 0;

    // not_found: app.no_upload.
    virtual Result<StoredUpload> find(std::string_view id) = 0;
    virtual void remove(std::string_view id) = 0;
};

std::unique_ptr<UploadStore> make_upload_store(Master& master);

}  // namespace genbo
