// SPDX-License-Identifier: Apache-2.0
#include "adapter/scan/clamd_scanner.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace genbo {

namespace {

constexpr std::size_t kScanPiece = std::size_t{64} << 10;
constexpr std::size_t kScanReplyMax = 4096;

Error scan_unreachable() { return Error{Fault::unavailable, "scan.unreachable"}; }

// A connection that is closed when it goes.
class ScanConnection {
public:
    ScanConnection(const std::filesystem::path& path, std::chrono::seconds patience) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const std::string name = path.string();
        if (name.size() >= sizeof address.sun_path) return;
        std::memcpy(address.sun_path, name.data(), name.size());
        socket_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (socket_ < 0) return;
        timeval time{};
        time.tv_sec = patience.count();
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
        ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
        open_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    }
    ~ScanConnection() {
        if (socket_ >= 0) ::close(socket_);
    }
    ScanConnection(const ScanConnection&) = delete;
    ScanConnection& operator=(const ScanConnection&) = delete;

    bool open() const { return open_; }

    bool send(std::string_view bytes) const {
        while (!bytes.empty()) {
            const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent < 0 && errno == EINTR) continue;
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    // Up to the zero byte, or to the end; nothing: it did not come in time.
    std::optional<std::string> reply() const {
        std::string said;
        std::array<char, 512> part{};
        while (said.size() < kScanReplyMax) {
            const auto read = ::recv(socket_, part.data(), part.size(), 0);
            if (read < 0 && errno == EINTR) continue;
            if (read < 0) return std::nullopt;
            said.append(part.data(), static_cast<std::size_t>(read));
            if (read == 0 || said.find('\0') != said.npos) break;
        }
        return said.substr(0, said.find('\0'));
    }

private:
    int socket_ = -1;
    bool open_ = false;
};

std::string length_of(std::size_t size) {
    std::string length;
    for (int shift = 24; shift >= 0; shift -= 8)
        length += static_cast<char>(size >> static_cast<unsigned>(shift) & 0xFFU);
    return length;
}

// "stream: NAME FOUND": the name; nothing for anything else.
std::optional<std::string> found_in(std::string_view reply) {
    constexpr std::string_view kFound = " FOUND";
    if (!reply.ends_with(kFound)) return std::nullopt;
    reply.remove_suffix(kFound.size());
    const auto colon = reply.find(": ");
    return std::string{colon == reply.npos ? reply : reply.substr(colon + 2)};
}

}  // namespace

Result<> ClamdScanner::scan(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return Error{Fault::unavailable, "scan.no_verdict", {"file"}};
    const ScanConnection clamd(socket_, patience_);
    if (!clamd.open() || !clamd.send(std::string_view{"zINSTREAM\0", 10}))
        return scan_unreachable();
    std::vector<char> piece(kScanPiece);
    bool heard = true;
    while (heard && stream) {
        stream.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        const auto size = static_cast<std::size_t>(stream.gcount());
        if (size == 0) break;
        // It hangs up in the middle of a file that is too large for it, having said so.
        heard = clamd.send(length_of(size)) && clamd.send({piece.data(), size});
    }
    if (stream.bad()) return Error{Fault::unavailable, "scan.no_verdict", {"file"}};
    if (heard) heard = clamd.send(length_of(0));
    const auto reply = clamd.reply();
    if (!reply || reply->empty()) return scan_unreachable();
    if (const auto name = found_in(*reply)) return Error{Fault::invalid, "scan.found", {*name}};
    if (heard && *reply == "stream: OK") return {};
    return Error{Fault::unavailable, "scan.no_verdict", {*reply}};
}

}  // namespace genbo
