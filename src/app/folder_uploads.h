// SPDX-License-Identifier: Apache-2.0
#pragma once

// Uploads of an embedded master: in its folder under `uploads/`, readable by the owner alone, and
// in the clear, because reading a table needs random access.  Gone also whenever the server starts
// or stops.

#include <map>
#include <mutex>

#include "app/upload_store.h"

namespace genbo {

class FolderUploads final : public UploadStore {
public:
    FolderUploads(std::filesystem::path folder, const Clock& clock);
    ~FolderUploads() override;
    FolderUploads(const FolderUploads&) = delete;
    FolderUploads& operator=(const FolderUploads&) = delete;

    Result<std::shared_ptr<IncomingFile>> begin() override;
    StoredUpload received(std::string_view file_name, IncomingFile& file) override;
    Result<> keep(const StoredUpload& upload, IncomingFile& file) override;
    Result<StoredUpload> find(std::string_view id) override;
    void remove(std::string_view id) override;

private:
    void remove_old();
    void clear();

    const std::filesystem::path folder_;
    const Clock& clock_;
    std::mutex mutex_;
    std::map<std::string, StoredUpload, std::less<>> uploads_;
};

}  // namespace genbo
