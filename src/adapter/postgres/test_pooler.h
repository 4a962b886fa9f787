// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: a real PgBouncer before the test server, in the mode that is hard on a program: a
// session of the server is handed to the next client after each transaction, in turn, so that
// nothing which was said outside one is there later.
//
//   auto db = PgConnection::open({.url = PgTestPooler::shared().make_database(),
//                                 .prepared = false});
//
// Debian's 1.18 knows no prepared statements, hence the option.  It refuses to run as root, so
// under root it runs as `nobody`, as the server does.  It ends with this process.

#include "adapter/postgres/test_server.h"

namespace genbo {

class PgTestPooler {
public:
    static bool installed() { return access(kPoolerProgram, X_OK) == 0; }

    // One for the whole test program, started at the first call.
    static PgTestPooler& shared() {
        static PgTestPooler pooler(PgTestServer::shared());
        return pooler;
    }

    PgTestPooler(const PgTestPooler&) = delete;
    PgTestPooler& operator=(const PgTestPooler&) = delete;
    ~PgTestPooler() {
        if (child_ > 0) {
            kill(child_, SIGKILL);
            waitpid(child_, nullptr, 0);
        }
        std::error_code ignored;
        std::filesystem::remove_all(dir_, ignored);
    }

    // As PgTestServer::make_database, but the address is ours.
    std::string make_database() {
        const auto direct = server_.make_database();
        const auto name = direct.substr(direct.find("@/") + 2);
        return "postgresql://genbo@/" + name.substr(0, name.find('?')) + "?host=" + dir_.string() +
               "&port=" + std::to_string(server_.port());
    }

private:
    static constexpr const char* kPoolerProgram = "/usr/sbin/pgbouncer";

    explicit PgTestPooler(PgTestServer& server) : server_(server) {
        auto made = (std::filesystem::temp_directory_path() / "genbo-pooler-XXXXXX").string();
        check(mkdtemp(made.data()) != nullptr);
        dir_ = made;
        const auto socket = std::filesystem::path(server.socket_path()).parent_path().string();
        std::ofstream(dir_ / "users") << "\"genbo\" \"\"\n";
        std::ofstream(dir_ / "ini")
            << "[databases]\n* = host=" << socket << " port=" << server.port()
            << "\n[pgbouncer]\nlisten_addr =\nunix_socket_dir = " << dir_.string()
            << "\nlisten_port = " << server.port()
            << "\nauth_type = trust\nauth_file = " << (dir_ / "users").string()
            << "\npool_mode = transaction\nserver_round_robin = 1\n"
               "default_pool_size = 8\nmax_client_conn = 200\n"
               "server_login_retry = 0\n";
        const auto* user = geteuid() == 0 ? getpwnam("nobody") : nullptr;
        const auto uid = user == nullptr ? geteuid() : user->pw_uid;
        const auto gid = user == nullptr ? getegid() : user->pw_gid;
        if (user != nullptr)
            for (const auto& path : {dir_, dir_ / "users", dir_ / "ini"})
                check(chown(path.c_str(), uid, gid) == 0);
        start(uid, gid);
    }

    void start(uid_t uid, gid_t gid) {
        const auto ini = (dir_ / "ini").string();
        child_ = fork();
        check(child_ >= 0);
        if (child_ == 0) {
            if (geteuid() == 0 &&
                (setgroups(0, nullptr) != 0 || setgid(gid) != 0 || setuid(uid) != 0))
                _exit(126);
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            execl(kPoolerProgram, "pgbouncer", "-q", ini.c_str(), nullptr);
            _exit(127);
        }
        const auto socket = dir_ / (".s.PGSQL." + std::to_string(server_.port()));
        for (int i = 0; i < 1000 && !std::filesystem::exists(socket); ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        EXPECT_TRUE(std::filesystem::exists(socket)) << "PgBouncer did not start";
    }

    PgTestServer& server_;
    std::filesystem::path dir_;
    pid_t child_ = -1;
};

}  // namespace genbo
