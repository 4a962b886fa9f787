// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: a real PostgreSQL of their own, made in a temporary folder and gone afterwards.
//
//   auto db = PgConnection::open({.url = PgTestServer::shared().make_database()});
//
// A small guardian process stands between us and the server.  It makes the cluster, runs the
// server, and when this process ends, however it ends, stops the server and removes the folder; if
// the guardian itself is killed, the kernel stops the server.  initdb refuses to run as root, so
// under root both run as `nobody`.
//
// The programs are those in $GENBO_TEST_PG_BIN or of the newest version in Debian's place.  Without
// them tests fail: a store that was not tested is not to look tested.
//
// fsync is on, as it is where customers are, but the folder is in memory where there is room (and
// TMPDIR names no other place): making databases on a busy disk would take most of a test's time.
// deadlock_timeout is short, for the tests' patience.

#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "adapter/postgres/pg_connection.h"
#include "base/check.h"

namespace genbo {

// With a certificate of its own, for "localhost".  Takes the openssl program.
enum class PgTestTls { off, on };

class PgTestServer {
public:
    // One for the whole test program, started at the first call.
    static PgTestServer& shared() {
        static const auto server = start(default_bin_dir());
        return *server;
    }

    static std::unique_ptr<PgTestServer> start(
        const std::filesystem::path& bin_dir, PgTestTls tls = PgTestTls::off) {
        return std::unique_ptr<PgTestServer>(new PgTestServer(bin_dir, tls));
    }

    // The newest version in Debian's place, unless the environment names another.
    static std::filesystem::path default_bin_dir() {
        if (const char* named = std::getenv("GENBO_TEST_PG_BIN")) return named;
        std::pair<int, std::filesystem::path> newest{0, {}};
        std::error_code ignored;
        for (const auto& entry :
             std::filesystem::directory_iterator("/usr/lib/postgresql", ignored)) {
            int version = 0;
            const auto name = entry.path().filename().string();
            std::from_chars(name.data(), name.data() + name.size(), version);
            const auto bin = entry.path() / "bin";
            if (std::filesystem::exists(bin / "initdb", ignored))
                newest = std::max(newest, {version, bin});
        }
        return newest.second;
    }

    PgTestServer(const PgTestServer&) = delete;
    PgTestServer& operator=(const PgTestServer&) = delete;

    ~PgTestServer() {
        close(control_);
        if (guardian_ > 0) waitpid(guardian_, nullptr, 0);
    }

    // The address of a fresh and empty database.  A test that gets none has failed.
    std::string make_database() {
        static std::atomic<int> made{0};
        const auto name = "t" + std::to_string(++made);
        auto admin = PgConnection::open({.url = url("postgres")});
        const bool done = problem_.empty() && admin.ok() &&
                          admin->execute(("CREATE DATABASE " + name).c_str()).ok();
        EXPECT_TRUE(done) << "no database for this test: " << problem_;
        return url(name);
    }

    // A connection to one.
    PgConnection open_database() {
        auto opened = PgConnection::open({.url = make_database()});
        check(opened.ok());
        return *std::move(opened);
    }

    // By the socket, and by TCP on this machine.
    std::string url(const std::string& database) const {
        return "postgresql://genbo@/" + database + "?host=" + dir_.string() +
               "&port=" + std::to_string(port_);
    }
    std::string tcp_url(const std::string& database) const {
        return "postgresql://genbo@127.0.0.1:" + std::to_string(port_) + "/" + database +
               "?sslmode=disable";
    }
    int port() const { return port_; }
    // Where its programs are, and everything it keeps: tables, log, sockets.
    const std::filesystem::path& programs() const { return bin_dir_; }
    const std::filesystem::path& folder() const { return dir_; }
    std::string certificate_path() const { return (dir_ / "certificate.pem").string(); }
    std::string socket_path() const {
        return (dir_ / (".s.PGSQL." + std::to_string(port_))).string();
    }

    // As a power cut would: no goodbye to anybody.  It recovers, and is ready again.
    void crash_and_recover() {
        char answer = 0;
        const bool told = write(control_, "c", 1) == 1 && read(control_, &answer, 1) == 1;
        EXPECT_TRUE(told && wait_until_ready()) << problem_;
    }

private:
    PgTestServer(const std::filesystem::path& bin_dir, PgTestTls tls)
        : bin_dir_(bin_dir), tls_(tls == PgTestTls::on) {
        if (bin_dir_.empty() || !std::filesystem::exists(bin_dir_ / "initdb")) {
            problem_ = "PostgreSQL is not installed; name its programs in GENBO_TEST_PG_BIN";
            return;
        }
        auto made = (roomy_folder() / "genbo-pg-XXXXXX").string();
        check(mkdtemp(made.data()) != nullptr);
        dir_ = made;
        port_ = free_port();
        std::array<int, 2> ends{};
        check(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
        // Not in the guardian: the user data base may need locks that another thread holds.
        choose_user();
        guardian_ = fork();
        check(guardian_ >= 0);
        if (guardian_ == 0) guard(ends[1]);
        close(ends[1]);
        control_ = ends[0];
        wait_until_ready();
    }

    static std::filesystem::path roomy_folder() {
        constexpr std::uintmax_t room = std::uintmax_t{1} << 30;
        std::error_code error;
        const auto memory = std::filesystem::space("/dev/shm", error);
        const bool fits = !error && memory.available >= room && access("/dev/shm", W_OK) == 0;
        if (fits && std::getenv("TMPDIR") == nullptr) return "/dev/shm";
        return std::filesystem::temp_directory_path();
    }

    static int free_port() {
        const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* const generic = reinterpret_cast<sockaddr*>(&address);
        check(bind(probe, generic, size) == 0 && getsockname(probe, generic, &size) == 0);
        close(probe);
        return ntohs(address.sin_port);
    }

    void choose_user() {
        if (geteuid() != 0) return;
        for (const char* name : {"nobody", "postgres"}) {
            const auto* user = getpwnam(name);
            if (user == nullptr || user->pw_uid == 0) continue;
            uid_ = user->pw_uid;
            gid_ = user->pw_gid;
            check(chown(dir_.c_str(), uid_, gid_) == 0);
            return;
        }
    }

    bool wait_until_ready() {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        while (std::chrono::steady_clock::now() < deadline) {
            if (PgConnection::open({.url = url("postgres")}).ok()) return true;
            if (waitpid(guardian_, nullptr, WNOHANG) == guardian_) {
                guardian_ = -1;
                std::array<char, 4096> log{};
                const auto size = read(control_, log.data(), log.size());
                problem_ = "PostgreSQL did not start\n" +
                           std::string(log.data(), static_cast<std::size_t>(std::max(size, {})));
                return false;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
        problem_ = "PostgreSQL did not become ready";
        return false;
    }

    // ---- From here on in the guardian.

    [[noreturn]] void guard(int control) {
        // Its own session: Ctrl-C is for the test, whose end we notice.
        setsid();
        const int null = open("/dev/null", O_RDWR);
        for (int fd = 0; fd < 3; ++fd) dup2(null, fd);
        check(dup2(control, 3) == 3);
        close_range(4, ~0U, 0);
        fcntl(3, F_SETFD, FD_CLOEXEC);
        const bool made = runs(
            {"initdb", "-D", data_dir(), "-U", "genbo", "-A", "trust", "-E", "UTF8", "--locale=C",
             "--no-sync", "--no-instructions"});
        if (made && (!tls_ || make_certificate())) run_server();
        send_log();
        std::error_code ignored;
        std::filesystem::remove_all(dir_, ignored);
        _exit(0);
    }

    bool runs(const std::vector<std::string>& words) {
        int status = 1;
        waitpid(spawn(words), &status, 0);
        return status == 0;
    }

    bool make_certificate() {
        return runs(
            {"/usr/bin/openssl", "req", "-x509", "-nodes", "-newkey", "ec", "-pkeyopt",
             "ec_paramgen_curve:prime256v1", "-days", "2", "-subj", "/CN=localhost", "-addext",
             "subjectAltName=DNS:localhost", "-keyout", (dir_ / "key.pem").string(), "-out",
             certificate_path()});
    }

    void run_server() {
        auto server = spawn_server();
        for (;;) {
            pollfd told{.fd = 3, .events = POLLIN, .revents = 0};
            poll(&told, 1, 100);
            if (waitpid(server, nullptr, WNOHANG) == server) return;
            if (told.revents == 0) continue;
            char command = 0;
            const bool crash = read(3, &command, 1) == 1;
            kill(server, SIGQUIT);
            waitpid(server, nullptr, 0);
            if (!crash) return;
            server = spawn_server();
            check(write(3, "d", 1) == 1);
        }
    }

    pid_t spawn_server() {
        std::vector<std::string> words = {"postgres",    "-D", data_dir(),           "-k",
                                          dir_.string(), "-p", std::to_string(port_)};
        const auto set = [&](const std::string& setting) {
            words.emplace_back("-c");
            words.push_back(setting);
        };
        for (const char* setting :
             {"listen_addresses=127.0.0.1", "shared_buffers=32MB", "max_connections=100",
              "deadlock_timeout=200ms", "timezone=UTC", "recovery_init_sync_method=syncfs"})
            set(setting);
        if (tls_) {
            set("ssl=on");
            set("ssl_cert_file=" + certificate_path());
            set("ssl_key_file=" + (dir_ / "key.pem").string());
        }
        return spawn(words);
    }

    pid_t spawn(const std::vector<std::string>& words) {
        const auto program = (bin_dir_ / words.front()).string();
        std::vector<char*> arguments;
        for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
        // By its whole path: initdb looks for the server beside itself, not where PATH leads.
        arguments.front() = const_cast<char*>(program.c_str());
        arguments.push_back(nullptr);
        const auto child = fork();
        if (child != 0) return child;
        if (uid_ != 0 && (setgroups(0, nullptr) != 0 || setgid(gid_) != 0 || setuid(uid_) != 0))
            _exit(126);
        prctl(PR_SET_PDEATHSIG, SIGQUIT);
        const int log = open((dir_ / "log").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
        dup2(log, 1);
        dup2(log, 2);
        if (chdir(dir_.c_str()) == 0) execv(program.c_str(), arguments.data());
        _exit(127);
    }

    // Its last words, for the message of the test that failed.
    void send_log() {
        std::ifstream file(dir_ / "log");
        std::string text{std::istreambuf_iterator<char>(file), {}};
        if (text.size() > 4000) text.erase(0, text.size() - 4000);
        send(3, text.data(), text.size(), MSG_NOSIGNAL);
    }

    std::string data_dir() const { return (dir_ / "data").string(); }

    std::filesystem::path bin_dir_;
    bool tls_;
    std::filesystem::path dir_ = "/nonexistent";
    int port_ = 1;
    uid_t uid_ = 0;  // 0: stay who we are.
    gid_t gid_ = 0;
    pid_t guardian_ = -1;
    int control_ = -1;
    std::string problem_;
};

}  // namespace genbo
