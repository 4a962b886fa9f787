// SPDX-License-Identifier: Apache-2.0
#pragma once

// A server of this process that hears one request after the other and answers as it is told.  It
// speaks just enough HTTP for what our clients send: a head, and a body of known length.

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace genbo {

struct HeardRequest {
    std::string method;
    std::string target;
    std::string head;  // The lines after the first.
    std::string body;
};

class SmallServer {
public:
    // The whole answer, status line first; empty: hang up.
    using Answer = std::function<std::string(const HeardRequest&)>;

    explicit SmallServer(Answer answer) : answer_(std::move(answer)) {
        listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
        EXPECT_EQ(::listen(listener_, 16), 0);
        EXPECT_EQ(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size), 0);
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this] { serve(); });
    }
    ~SmallServer() {
        over_ = true;
        ::shutdown(listener_, SHUT_RDWR);
        thread_.join();
        ::close(listener_);
    }
    SmallServer(const SmallServer&) = delete;
    SmallServer& operator=(const SmallServer&) = delete;

    std::string url(const std::string& target = "") const {
        return "http://127.0.0.1:" + std::to_string(port_) + target;
    }
    std::vector<HeardRequest> heard() const {
        const std::lock_guard lock(mutex_);
        return heard_;
    }

    static std::string answer_of(int status, const std::string& body) {
        return "HTTP/1.1 " + std::to_string(status) +
               " x\r\nContent-Type: application/json\r\nContent-Length: " +
               std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" + body;
    }

private:
    void serve() {
        while (!over_) {
            const int peer = ::accept(listener_, nullptr, nullptr);
            if (peer < 0) continue;
            if (const auto request = read(peer); !request.method.empty()) {
                {
                    const std::lock_guard lock(mutex_);
                    heard_.push_back(request);
                }
                const auto answer = answer_(request);
                static_cast<void>(::send(peer, answer.data(), answer.size(), MSG_NOSIGNAL));
            }
            ::close(peer);
        }
    }

    static HeardRequest read(int peer) {
        std::string text;
        std::array<char, 4096> part{};
        const auto more = [&] {
            const auto got = ::recv(peer, part.data(), part.size(), 0);
            if (got > 0) text.append(part.data(), static_cast<std::size_t>(got));
            return got > 0;
        };
        auto end = text.npos;
        while ((end = text.find("\r\n\r\n")) == text.npos)
            if (!more()) return {};
        HeardRequest request;
        const auto line_end = text.find("\r\n");
        const auto first = text.find(' ');
        const auto second = text.find(' ', first + 1);
        request.method = text.substr(0, first);
        request.target = text.substr(first + 1, second - first - 1);
        request.head = text.substr(line_end + 2, end - line_end - 2);
        std::size_t length = 0;
        if (const auto at = request.head.find("Content-Length: "); at != request.head.npos)
            length = std::stoul(request.head.substr(at + 16));
        while (text.size() < end + 4 + length)
            if (!more()) return {};
        request.body = text.substr(end + 4);
        return request;
    }

    Answer answer_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<bool> over_ = false;
    mutable std::mutex mutex_;
    std::vector<HeardRequest> heard_;
    std::thread thread_;
};

}  // namespace genbo
