// SPDX-License-Identifier: Apache-2.0
#include "app/shared_uploads.h"

#include <algorithm>
#include <charconv>
#include <deque>

#include "base/check.h"
#include "base/log.h"
#include "crypto/aead.h"
#include "crypto/random.h"
#include "register/intake_row.h"

namespace genbo {

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::string_view kUploadLabel = "upload.chunk";
constexpr std::chrono::minutes kCopyLife{5};
constexpr std::chrono::seconds kCareEvery{30};
// Sealing goes on while some are being stored; more would only keep others waiting.
constexpr std::size_t kChunksOnTheirWay = 3;
// Removing old uploads asks every shard.
constexpr int kSweepEveryRounds = 20;

Error no_upload() { return {Fault::not_found, "app.no_upload"}; }

AssociatedData chunk_place(std::string_view upload, std::int64_t chunk) {
    AssociatedData place("upload");
    place.text(upload).number(chunk);
    return place;
}

class PrivateIncoming final : public IncomingFile {
public:
    PrivateIncoming(std::string id, std::shared_ptr<PrivateFile> file)
        : id_(std::move(id)), file_(std::move(file)) {}

    Result<> write(std::string_view bytes) override { return file_->append(bytes); }
    Result<> finish() override { return {}; }
    std::string id() const override { return id_; }
    std::uint64_t size() const override { return file_->size(); }
    // Nothing to do: whoever holds the file keeps it.
    void keep() override {}

    const std::shared_ptr<PrivateFile>& file() const { return file_; }

private:
    const std::string id_;
    const std::shared_ptr<PrivateFile> file_;
};

template <typename Number>
bool read_whole_number(std::string_view text, Number& number) {
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    return read.ec == std::errc{} && read.ptr == text.data() + text.size();
}

}  // namespace

SharedUploads::SharedUploads(Master& master)
    : master_(master), caretaker_([this] { look_after(); }) {}

SharedUploads::~SharedUploads() {
    {
        const std::lock_guard lock(mutex_);
        closing_ = true;
    }
    wake_.notify_all();
    caretaker_.join();
}

// --- receiving

Result<std::shared_ptr<IncomingFile>> SharedUploads::begin() {
    auto file = TRY(PrivateFile::make());
    return std::shared_ptr<IncomingFile>(
        std::make_shared<PrivateIncoming>(this_thread_random().id(), std::move(file)));
}

StoredUpload SharedUploads::received(std::string_view file_name, IncomingFile& file) {
    const auto* incoming = dynamic_cast<PrivateIncoming*>(&file);
    check(incoming != nullptr);
    return {file.id(),   std::string{file_name}, incoming->file()->path(),
            file.size(), master_.clock().now(),  incoming->file()};
}

std::future<Result<>> SharedUploads::put_chunk(
    const std::string& upload, std::int64_t chunk, std::string_view plain) {
    // A key of the epoch: what a backup or a log of the database keeps of a file is dead after the
    // next roll, and a file lives an hour.
    const auto epoch = master_.keyring().epoch();
    const auto key = master_.keyring().derive_in_epoch(epoch, kUploadLabel);
    check(key.ok());
    auto sealed = std::make_shared<const Bytes>(
        seal(*key, epoch, chunk_place(upload, chunk), as_bytes(plain)));
    return master_.writer().submit(
        [upload, chunk, sealed = std::move(sealed)](WriteContext& context) {
            return context.store.add_upload_chunk({upload, chunk, context.now, *sealed});
        },
        WriteScope::rows);
}

// The pieces first, a few on their way at once; then the head.
Result<> SharedUploads::put_all(const StoredUpload& upload) {
    std::deque<std::future<Result<>>> on_their_way;
    Result<> first;
    const auto settle = [&](std::size_t left) {
        while (on_their_way.size() > left) {
            auto result = on_their_way.front().get();
            on_their_way.pop_front();
            if (first.ok()) first = std::move(result);
        }
    };
    std::int64_t chunk = 0;
    for (std::uint64_t offset = 0; offset < upload.bytes; offset += kUploadChunkBytes) {
        const auto piece = upload.held->read(offset, kUploadChunkBytes);
        if (!piece.ok() && first.ok()) first = piece.error();
        if (!first.ok()) break;
        on_their_way.push_back(put_chunk(upload.id, ++chunk, *piece));
        settle(kChunksOnTheirWay);
    }
    settle(0);
    TRY(first);
    const std::vector<std::string> head{
        upload.file_name, std::to_string(upload.bytes), std::to_string(chunk)};
    return put_chunk(upload.id, 0, encode_cells(head)).get();
}

Result<> SharedUploads::keep(const StoredUpload& upload, IncomingFile& file) {
    file.keep();
    auto kept = put_all(upload);
    if (kept.ok())
        put_copy(upload.id, upload.held);
    else
        remove(upload.id);
    return kept;
}

// --- finding

Result<std::string> SharedUploads::open_chunk(const StoredUploadChunk& chunk) const {
    const auto epoch = TRY(key_version_of(chunk.sealed));
    const auto key = master_.keyring().derive_in_epoch(epoch, kUploadLabel);
    // The epoch rolled while the file waited.
    if (!key.ok() && key.error().code == "crypto.epoch_gone") return no_upload();
    if (!key.ok()) return key.error();
    const Bytes plain = TRY(unseal(*key, chunk_place(chunk.upload, chunk.chunk), chunk.sealed));
    return std::string{as_text(plain)};
}

Result<SharedUploads::Head> SharedUploads::head_of(StoreReader& store, std::string_view id) const {
    const auto stored = store.upload_chunk(id, 0);
    if (!stored.ok())
        return stored.error().fault == Fault::not_found ? no_upload() : stored.error();
    const auto text = TRY(open_chunk(*stored));
    auto cells = TRY(decode_cells(text));
    Head head;
    const bool fits = cells.size() == 3 && read_whole_number(cells[1], head.bytes) &&
                      read_whole_number(cells[2], head.chunks);
    if (!fits) return no_upload();
    head.file_name = std::move(cells[0]);
    head.came = stored->at;
    if (master_.clock().now() - head.came > kUploadLife) return no_upload();
    return head;
}

Result<std::shared_ptr<const PrivateFile>> SharedUploads::fetch(
    StoreReader& store, std::string_view id, const Head& head) const {
    auto file = TRY(PrivateFile::make());
    for (std::int64_t chunk = 1; chunk <= head.chunks; ++chunk) {
        const auto stored = store.upload_chunk(id, chunk);
        if (!stored.ok())
            return stored.error().fault == Fault::not_found ? no_upload() : stored.error();
        const auto piece = TRY(open_chunk(*stored));
        TRY(file->append(piece));
    }
    if (file->size() != head.bytes) return no_upload();
    return std::shared_ptr<const PrivateFile>(std::move(file));
}

Result<StoredUpload> SharedUploads::find(std::string_view id) {
    auto store = TRY(master_.store().reader());
    auto head = TRY(head_of(*store, id));
    auto file = copy_of(id);
    if (!file) {
        file = TRY(fetch(*store, id, head));
        put_copy(id, file);
    }
    return StoredUpload{
        std::string{id}, std::move(head.file_name), file->path(), head.bytes, head.came, file};
}

void SharedUploads::remove(std::string_view id) {
    {
        const std::lock_guard lock(mutex_);
        if (const auto at = copies_.find(id); at != copies_.end()) copies_.erase(at);
    }
    const auto removed = master_.writer().run(
        [&](WriteContext& context) { return context.store.remove_upload(id); }, WriteScope::rows);
    // Its hour removes it.
    if (!removed.ok()) log_warn("upload.not_removed", {{"code", LogToken{removed.error().code}}});
}

// --- copies on this node

std::shared_ptr<const PrivateFile> SharedUploads::copy_of(std::string_view id) {
    const std::lock_guard lock(mutex_);
    const auto at = copies_.find(id);
    if (at == copies_.end()) return nullptr;
    at->second.used = SteadyClock::now();
    return at->second.file;
}

void SharedUploads::put_copy(std::string_view id, std::shared_ptr<const PrivateFile> file) {
    const std::lock_guard lock(mutex_);
    copies_.insert_or_assign(std::string{id}, Copy{std::move(file), SteadyClock::now()});
}

void SharedUploads::let_go_of_copies(SteadyClock::time_point used_before) {
    const std::lock_guard lock(mutex_);
    std::erase_if(copies_, [&](const auto& entry) { return entry.second.used < used_before; });
}

void SharedUploads::look_after() {
    for (int round = 0;; ++round) {
        {
            std::unique_lock lock(mutex_);
            if (wake_.wait_for(lock, kCareEvery, [this] { return closing_; })) return;
        }
        let_go_of_copies(SteadyClock::now() - kCopyLife);
        if (round % kSweepEveryRounds != 0) continue;
        const auto swept = master_.writer().run(
            [](WriteContext& context) {
                return context.store.remove_uploads_before(context.now - kUploadLife);
            },
            WriteScope::rows);
        if (!swept.ok()) log_warn("upload.not_swept", {{"code", LogToken{swept.error().code}}});
    }
}

}  // namespace genbo
