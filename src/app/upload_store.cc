// SPDX-License-Identifier: Apache-2.0
#include "app/upload_store.h"

#include "app/folder_uploads.h"
#include "app/shared_uploads.h"

namespace genbo {

std::unique_ptr<UploadStore> make_upload_store(Master& master) {
    if (master.store().sharing() == Sharing::shared) return std::make_unique<SharedUploads>(master);
    return std::make_unique<FolderUploads>(master.directory() / "uploads", master.clock());
}

}  // namespace genbo
