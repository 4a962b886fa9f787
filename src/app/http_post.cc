// SPDX-License-Identifier: Apache-2.0
#include "app/http_post.h"

#include <netdb.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>

namespace genbo {

namespace {

constexpr std::string_view kHttpScheme = "http://";
constexpr time_t kPostSeconds = 10;

struct HttpAddress {
    std::string host;
    std::string port = "80";
    std::string path = "/";
};

HttpAddress split_address(std::string_view url) {
    url.remove_prefix(kHttpScheme.size());
    HttpAddress address;
    const auto slash = std::min(url.find('/'), url.size());
    if (slash < url.size()) address.path = url.substr(slash);
    auto host = url.substr(0, slash);
    const auto colon = host.rfind(':');
    if (colon != host.npos && host.find(']', colon) == host.npos) {
        address.port = host.substr(colon + 1);
        host = host.substr(0, colon);
    }
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    address.host = host;
    return address;
}

// The socket, or -1.
int connect_to(const HttpAddress& address) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(address.host.c_str(), address.port.c_str(), &hints, &found) != 0) return -1;
    int handle = -1;
    const timeval limit{kPostSeconds, 0};
    for (const auto* at = found; at != nullptr && handle < 0; at = at->ai_next) {
        handle = ::socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC, at->ai_protocol);
        if (handle < 0) continue;
        ::setsockopt(handle, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
        ::setsockopt(handle, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        if (::connect(handle, at->ai_addr, at->ai_addrlen) == 0) break;
        ::close(handle);
        handle = -1;
    }
    ::freeaddrinfo(found);
    return handle;
}

bool send_all(int handle, std::string_view text) {
    while (!text.empty()) {
        const auto sent = ::send(handle, text.data(), text.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

// "HTTP/1.1 2": the rest of the answer does not matter.
bool answered_well(int handle) {
    std::string head;
    while (head.size() < 12) {
        char piece[12];
        const auto got = ::recv(handle, piece, 12 - head.size(), 0);
        if (got <= 0) return false;
        head.append(piece, static_cast<std::size_t>(got));
    }
    return head.starts_with("HTTP/1.") && head[9] == '2';
}

}  // namespace

bool is_http_address(std::string_view url) {
    const bool plain = std::ranges::all_of(url, [](char c) { return c > ' ' && c < 0x7f; });
    return plain && url.starts_with(kHttpScheme) && !split_address(url).host.empty() &&
           url.find('@') == url.npos;
}

Result<> http_post(const std::string& url, std::string_view text) {
    const Error failed{Fault::unavailable, "app.post_failed"};
    if (!is_http_address(url)) return failed;
    const auto address = split_address(url);
    const int handle = connect_to(address);
    if (handle < 0) return failed;
    const std::string head = "POST " + address.path + " HTTP/1.1\r\nHost: " + address.host +
                             "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: " +
                             std::to_string(text.size()) + "\r\nConnection: close\r\n\r\n";
    const bool fine = send_all(handle, head) && send_all(handle, text) && answered_well(handle);
    ::close(handle);
    if (!fine) return failed;
    return {};
}

}  // namespace genbo
