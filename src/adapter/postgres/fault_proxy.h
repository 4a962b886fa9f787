// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: stands between client and server and cuts the wire at the worst moments.
//
//   PgFaultProxy proxy(PgTestServer::shared());
//   auto db = PgConnection::open({.url = proxy.url_of(database_url)});
//   proxy.plan({.after_commit_no = 1});     // the next COMMIT happens, its answer never arrives
//
// It reads the protocol just far enough to know a COMMIT: a simple query that ends in one, or the
// execution of a statement whose text is one.  "Before" swallows it, so that it never happens;
// "after" hands it on, waits until the server has said that it is done, and swallows the answer.
// Work that commits without the word (one statement alone, a pipeline) is not seen as such.
//
// Both sides see a connection that ends without a goodbye.  No TLS: it asks for none and refuses.
//
// Thread safety: all of it.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cctype>
#include <cstdint>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "adapter/postgres/test_server.h"

namespace genbo {

// Chances between 0 and 1, or a number: 1 is the next COMMIT after plan().
struct PgFaultPlan {
    double before_commit = 0;
    double after_commit = 0;
    double any_message = 0;  // For each message of either side.
    std::uint64_t before_commit_no = 0;
    std::uint64_t after_commit_no = 0;
    std::uint64_t seed = 1;
};

struct PgFaultCounts {
    std::uint64_t connections = 0;
    std::uint64_t commits = 0;
    std::uint64_t cut_before_commit = 0;
    std::uint64_t cut_after_commit = 0;
    std::uint64_t cut_anywhere = 0;
};

// Takes one side of the conversation apart.  A message is a letter, a length that counts itself,
// and a body; only the client's first one has no letter.
class PgMessageSplitter {
public:
    enum class Side { client, server };
    explicit PgMessageSplitter(Side side) : in_opening_(side == Side::client) {}

    void feed(std::string_view bytes) { buffer_ += bytes; }

    // The next whole message, letter and length included.
    std::optional<std::string> next() {
        const std::size_t head = in_opening_ ? 0 : 1;
        if (buffer_.size() < head + 4) return {};
        const std::size_t size = head + number_at(buffer_, head);
        if (buffer_.size() < size) return {};
        std::string message = buffer_.substr(0, size);
        buffer_.erase(0, size);
        // A request for encryption is followed by the opening proper.
        if (in_opening_ && !asks_for_encryption(message)) in_opening_ = false;
        return message;
    }

    static bool asks_for_encryption(std::string_view opening) {
        if (opening.size() != 8 || opening.front() != 0) return false;
        const auto code = number_at(opening, 4);
        return code == 80877103 || code == 80877104;
    }

private:
    static std::size_t number_at(std::string_view bytes, std::size_t at) {
        std::size_t number = 0;
        for (const char byte : bytes.substr(at, 4))
            number = number << 8 | static_cast<unsigned char>(byte);
        return number;
    }

    bool in_opening_;
    std::string buffer_;
};

// Follows what the client prepares and binds, to know a COMMIT when it is executed.
class PgCommitWatch {
public:
    bool commits(std::string_view message) {
        if (message.size() < 5) return false;
        auto rest = message.substr(5);
        switch (message.front()) {
            case 'Q': return is_commit(take_word(rest));
            case 'P': {
                const std::string name{take_word(rest)};
                remember(statements_, name, is_commit(take_word(rest)));
                return false;
            }
            case 'B': {
                const std::string portal{take_word(rest)};
                remember(portals_, portal, statements_.contains(std::string{take_word(rest)}));
                return false;
            }
            case 'E': return portals_.contains(std::string{take_word(rest)});
            default: return false;
        }
    }

private:
    static std::string_view take_word(std::string_view& rest) {
        const auto word = rest.substr(0, rest.find('\0'));
        rest.remove_prefix(std::min(rest.size(), word.size() + 1));
        return word;
    }

    static void remember(std::set<std::string>& names, const std::string& name, bool commit) {
        if (commit)
            names.insert(name);
        else
            names.erase(name);
    }

    // Whether the last of the statements is COMMIT.
    static bool is_commit(std::string_view sql) {
        std::string letters;
        for (const char c : sql)
            letters += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        while (!letters.empty() && (letters.back() == ';' || letters.back() <= ' '))
            letters.pop_back();
        const auto start = letters.find_last_of(';');
        const auto word = letters.find_first_not_of(" \n\t", start == letters.npos ? 0 : start + 1);
        return word != letters.npos && letters.substr(word) == "COMMIT";
    }

    std::set<std::string> statements_;
    std::set<std::string> portals_;
};

class PgFaultProxy {
public:
    explicit PgFaultProxy(const PgTestServer& server) : upstream_(server.socket_path()) {
        listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* const generic = reinterpret_cast<sockaddr*>(&address);
        check(bind(listener_, generic, size) == 0 && listen(listener_, 64) == 0);
        check(getsockname(listener_, generic, &size) == 0);
        port_ = ntohs(address.sin_port);
        acceptor_ = std::thread([this] { accept_all(); });
    }

    PgFaultProxy(const PgFaultProxy&) = delete;
    PgFaultProxy& operator=(const PgFaultProxy&) = delete;

    ~PgFaultProxy() {
        shutdown(listener_, SHUT_RDWR);
        acceptor_.join();
        close(listener_);
        for (auto& link : links_) link.cut();
        links_.clear();
    }

    // The same database, by way of this proxy.  REQUIRES: an address of a PgTestServer.
    std::string url_of(const std::string& url) const {
        const auto start = url.rfind('/', url.find('?')) + 1;
        const auto database = url.substr(start, url.find('?') - start);
        return "postgresql://genbo@127.0.0.1:" + std::to_string(port_) + "/" + database +
               "?sslmode=disable";
    }

    // From now on; replaces the plan before.
    void plan(const PgFaultPlan& plan) {
        const std::lock_guard lock(mutex_);
        plan_ = plan;
        dice_.seed(plan.seed);
        commits_since_plan_ = 0;
    }

    PgFaultCounts counts() const {
        const std::lock_guard lock(mutex_);
        return counts_;
    }

private:
    enum class Fate { pass, cut_now, cut_after };

    // One client and its server.
    struct Link {
        Link(int client_fd, int server_fd) : client(client_fd), server(server_fd) {}
        Link(const Link&) = delete;
        Link& operator=(const Link&) = delete;
        ~Link() {
            up.join();
            down.join();
            close(client);
            close(server);
        }
        void cut() const {
            shutdown(client, SHUT_RDWR);
            shutdown(server, SHUT_RDWR);
        }

        const int client;
        const int server;
        std::atomic<bool> swallow = false;  // The server's answers, until it has committed.
        std::atomic<int> running = 2;
        std::thread up;
        std::thread down;
    };

    void accept_all() {
        for (;;) {
            const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
            if (client < 0) return;
            // Message by message is many small writes, which TCP would hold back for 40 ms.
            const int at_once = 1;
            setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
            links_.remove_if([](const Link& link) { return link.running == 0; });
            auto& link = links_.emplace_back(client, connect_upstream());
            link.up = std::thread([this, &link] { pump_up(link); });
            link.down = std::thread([this, &link] { pump_down(link); });
            const std::lock_guard lock(mutex_);
            ++counts_.connections;
        }
    }

    // A server that is down gives a socket that ends at once.
    int connect_upstream() const {
        const int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        check(upstream_.size() < sizeof address.sun_path);
        std::ranges::copy(upstream_, address.sun_path);
        static_cast<void>(connect(server, reinterpret_cast<sockaddr*>(&address), sizeof address));
        return server;
    }

    static bool send_whole(int fd, std::string_view bytes) {
        while (!bytes.empty()) {
            const auto sent = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    // Hands messages to `use` until it answers false or the sender stops.
    template <typename Use>
    static void pump(Link& link, int from, PgMessageSplitter splitter, Use use) {
        std::array<char, 65536> chunk{};
        bool more = true;
        while (more) {
            const auto size = recv(from, chunk.data(), chunk.size(), 0);
            if (size <= 0) break;
            splitter.feed({chunk.data(), static_cast<std::size_t>(size)});
            while (more) {
                const auto message = splitter.next();
                if (!message) break;
                more = use(*message);
            }
        }
        link.cut();
        --link.running;
    }

    void pump_up(Link& link) {
        PgCommitWatch watch;
        pump(
            link, link.client, PgMessageSplitter(PgMessageSplitter::Side::client),
            [&](const std::string& message) {
                if (PgMessageSplitter::asks_for_encryption(message))
                    return send_whole(link.client, "N");
                const auto fate = fate_of(watch.commits(message));
                if (fate == Fate::cut_now) return false;
                if (fate == Fate::cut_after) link.swallow = true;
                return send_whole(link.server, message);
            });
    }

    void pump_down(Link& link) {
        pump(
            link, link.server, PgMessageSplitter(PgMessageSplitter::Side::server),
            [&](const std::string& message) {
                if (!link.swallow)
                    return fate_of(false) == Fate::pass && send_whole(link.client, message);
                // "COMMIT", the "ROLLBACK" of a transaction that had failed, or an error.
                const auto tag =
                    std::string_view{message}.substr(std::min<std::size_t>(message.size(), 5));
                const bool done = message.front() == 'C' &&
                                  (tag.starts_with("COMMIT") || tag.starts_with("ROLLBACK"));
                return !done && message.front() != 'E';
            });
    }

    Fate fate_of(bool commit) {
        const std::lock_guard lock(mutex_);
        if (commit) {
            ++counts_.commits;
            ++commits_since_plan_;
            if (commits_since_plan_ == plan_.before_commit_no || chance(plan_.before_commit)) {
                ++counts_.cut_before_commit;
                return Fate::cut_now;
            }
            if (commits_since_plan_ == plan_.after_commit_no || chance(plan_.after_commit)) {
                ++counts_.cut_after_commit;
                return Fate::cut_after;
            }
        }
        if (!chance(plan_.any_message)) return Fate::pass;
        ++counts_.cut_anywhere;
        return Fate::cut_now;
    }

    bool chance(double probability) {
        return probability > 0 && std::uniform_real_distribution<double>{}(dice_) < probability;
    }

    const std::string upstream_;
    int listener_ = -1;
    int port_ = 0;
    std::thread acceptor_;
    std::list<Link> links_;  // The acceptor's, and after it has ended the destructor's.
    mutable std::mutex mutex_;
    PgFaultPlan plan_;
    PgFaultCounts counts_;
    std::mt19937_64 dice_;
    std::uint64_t commits_since_plan_ = 0;
};

}  // namespace genbo
