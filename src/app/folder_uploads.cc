// SPDX-License-Identifier: Apache-2.0
#include "app/folder_uploads.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "crypto/random.h"

namespace genbo {

namespace {

Error cannot_write_upload() {
    const bool full = errno == ENOSPC || errno == EDQUOT;
    return {Fault::unavailable, full ? "store.disk_full" : "app.cannot_write", {"uploads"}};
}

class UploadingFile final : public IncomingFile {
public:
    UploadingFile(std::filesystem::path path, std::string id, int handle)
        : path_(std::move(path)), id_(std::move(id)), handle_(handle) {}
    ~UploadingFile() override {
        if (handle_ >= 0) ::close(handle_);
        std::error_code error;
        if (!kept_) std::filesystem::remove(path_, error);
    }

    Result<> write(std::string_view bytes) override {
        while (!bytes.empty()) {
            const auto written = ::write(handle_, bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) return cannot_write_upload();
            size_ += static_cast<std::uint64_t>(written);
            bytes.remove_prefix(static_cast<std::size_t>(written));
        }
        return {};
    }

    Result<> finish() override {
        const int closed = ::close(handle_);
        handle_ = -1;
        if (closed != 0) return cannot_write_upload();
        return {};
    }

    std::string id() const override { return id_; }
    std::uint64_t size() const override { return size_; }
    void keep() override { kept_ = true; }

private:
    const std::filesystem::path path_;
    const std::string id_;
    int handle_;
    std::uint64_t size_ = 0;
    bool kept_ = false;
};

}  // namespace

FolderUploads::FolderUploads(std::filesystem::path folder, const Clock& clock)
    : folder_(std::move(folder)), clock_(clock) {
    clear();
    std::error_code error;
    std::filesystem::create_directories(folder_, error);
    ::chmod(folder_.c_str(), 0700);
}

FolderUploads::~FolderUploads() { clear(); }

void FolderUploads::clear() {
    std::error_code error;
    std::filesystem::remove_all(folder_, error);
}

Result<std::shared_ptr<IncomingFile>> FolderUploads::begin() {
    const std::string id = this_thread_random().id();
    const auto path = folder_ / id;
    const int handle =
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (handle < 0) return cannot_write_upload();
    return std::shared_ptr<IncomingFile>(std::make_shared<UploadingFile>(path, id, handle));
}

StoredUpload FolderUploads::received(std::string_view file_name, IncomingFile& file) {
    return {file.id(), std::string{file_name}, folder_ / file.id(), file.size(), clock_.now()};
}

Result<> FolderUploads::keep(const StoredUpload& upload, IncomingFile& file) {
    remove_old();
    file.keep();
    const std::lock_guard lock(mutex_);
    uploads_[upload.id] = upload;
    return {};
}

Result<StoredUpload> FolderUploads::find(std::string_view id) {
    const std::lock_guard lock(mutex_);
    const auto at = uploads_.find(id);
    if (at == uploads_.end()) return Error{Fault::not_found, "app.no_upload"};
    return at->second;
}

void FolderUploads::remove(std::string_view id) {
    const std::lock_guard lock(mutex_);
    const auto at = uploads_.find(id);
    if (at == uploads_.end()) return;
    std::error_code error;
    std::filesystem::remove(at->second.path, error);
    uploads_.erase(at);
}

void FolderUploads::remove_old() {
    std::vector<std::string> old;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [id, upload] : uploads_)
            if (clock_.now() - upload.came > kUploadLife) old.push_back(id);
    }
    for (const auto& id : old) remove(id);
}

}  // namespace genbo
