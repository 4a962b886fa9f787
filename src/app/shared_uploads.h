// SPDX-License-Identifier: Apache-2.0
#pragma once

// Uploads of a shared master, sealed in its database in pieces of a megabyte, so that a preview or
// an import on another node than the one that received the file finds it there.
//
//   piece 0       name, size and number of pieces; written last, so what is found is whole
//   piece 1 … n   the bytes
//
// A node that needs the file fetches it into a PrivateFile, and keeps that for kCopyLife after its
// last use, because a person who tries encodings asks for the same file again and again.
//
// A thread of its own lets copies go and removes what is older than an hour.

#include <condition_variable>
#include <future>
#include <map>
#include <mutex>
#include <thread>

#include "app/upload_store.h"
#include "crypto/key.h"

namespace genbo {

inline constexpr std::size_t kUploadChunkBytes = std::size_t{1} << 20;

class SharedUploads final : public UploadStore {
public:
    // REQUIRES: the master is open for writing, and outlives it.
    explicit SharedUploads(Master& master);
    ~SharedUploads() override;
    SharedUploads(const SharedUploads&) = delete;
    SharedUploads& operator=(const SharedUploads&) = delete;

    Result<std::shared_ptr<IncomingFile>> begin() override;
    StoredUpload received(std::string_view file_name, IncomingFile& file) override;
    Result<> keep(const StoredUpload& upload, IncomingFile& file) override;
    Result<StoredUpload> find(std::string_view id) override;
    void remove(std::string_view id) override;

private:
    struct Copy {
        std::shared_ptr<const PrivateFile> file;
        std::chrono::steady_clock::time_point used;
    };
    // What piece 0 says.
    struct Head {
        std::string file_name;
        std::uint64_t bytes = 0;
        std::int64_t chunks = 0;
        Instant came;
    };

    std::future<Result<>> put_chunk(
        const std::string& upload, std::int64_t chunk, std::string_view plain);
    Result<> put_all(const StoredUpload& upload);
    Result<std::string> open_chunk(const StoredUploadChunk& chunk) const;
    Result<Head> head_of(StoreReader& store, std::string_view id) const;
    Result<std::shared_ptr<const PrivateFile>> fetch(
        StoreReader& store, std::string_view id, const Head& head) const;

    std::shared_ptr<const PrivateFile> copy_of(std::string_view id);
    void put_copy(std::string_view id, std::shared_ptr<const PrivateFile> file);
    void let_go_of_copies(std::chrono::steady_clock::time_point used_before);
    void look_after();

    Master& master_;

    std::mutex mutex_;
    std::condition_variable wake_;
    bool closing_ = false;
    std::map<std::string, Copy, std::less<>> copies_;
    std::thread caretaker_;
};

}  // namespace genbo
