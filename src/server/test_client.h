// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: a TCP connection that says exactly what it is told and reads answers apart by their
// framing, so that a server which writes a byte too many or too few is noticed.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace genbo {

struct TestAnswer {
    int status = 0;  // 0: the connection ended before an answer did.
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;

    std::string header(std::string_view name) const {
        for (const auto& [key, value] : headers)
            if (key == name) return value;
        return {};
    }
};

class TestClient {
public:
    explicit TestClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const timeval patience{.tv_sec = 8, .tv_usec = 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        const int on = 1;
        ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    }
    ~TestClient() { ::close(socket_); }
    TestClient(const TestClient&) = delete;
    TestClient& operator=(const TestClient&) = delete;

    bool connected() const { return connected_; }

    bool send(std::string_view bytes) const {
        while (!bytes.empty()) {
            const ssize_t count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
        return true;
    }
    void end_sending() const { ::shutdown(socket_, SHUT_WR); }

    enum class Content { expected, none };
    TestAnswer read_answer(Content content = Content::expected) {
        TestAnswer answer;
        std::size_t end = std::string::npos;
        while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
            if (!receive()) return {};
        read_head(answer, buffer_.substr(0, end + 2));
        buffer_.erase(0, end + 4);
        const std::string length = answer.header("Content-Length");
        std::size_t wanted = length.empty() ? 0 : std::stoul(length);
        if (content == Content::none) wanted = 0;
        if (answer.header("Transfer-Encoding") == "chunked" && content == Content::expected)
            return read_chunks(answer) ? answer : TestAnswer{};
        while (buffer_.size() < wanted)
            if (!receive()) return {};
        answer.body = buffer_.substr(0, wanted);
        buffer_.erase(0, wanted);
        return answer;
    }

    // True when the server ends the connection without another byte.
    bool is_ended() { return buffer_.empty() && !receive(); }

private:
    // To the last, empty chunk; false when the connection ends before it.
    bool read_chunks(TestAnswer& answer) {
        for (;;) {
            std::size_t end = 0;
            while ((end = buffer_.find("\r\n")) == std::string::npos)
                if (!receive()) return false;
            const std::size_t size = std::stoul(buffer_.substr(0, end), nullptr, 16);
            while (buffer_.size() < end + 2 + size + 2)
                if (!receive()) return false;
            answer.body += buffer_.substr(end + 2, size);
            buffer_.erase(0, end + 2 + size + 2);
            if (size == 0) return true;
        }
    }

    bool receive() {
        char bytes[16384];
        const ssize_t count = ::recv(socket_, bytes, sizeof bytes, 0);
        if (count <= 0) return false;
        buffer_.append(bytes, static_cast<std::size_t>(count));
        return true;
    }

    static void read_head(TestAnswer& answer, std::string_view head) {
        answer.status = std::stoi(std::string{head.substr(9, 3)});
        head.remove_prefix(head.find("\r\n") + 2);
        while (!head.empty()) {
            const std::size_t colon = head.find(": ");
            const std::size_t end = head.find("\r\n");
            answer.headers.emplace_back(
                head.substr(0, colon), head.substr(colon + 2, end - colon - 2));
            head.remove_prefix(end + 2);
        }
    }

    int socket_;
    bool connected_ = false;
    std::string buffer_;
};

}  // namespace genbo
