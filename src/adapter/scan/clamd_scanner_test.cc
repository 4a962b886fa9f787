// SPDX-License-Identifier: Apache-2.0
#include "adapter/scan/clamd_scanner.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <fstream>
#include <functional>
#include <thread>

namespace genbo {
namespace {

namespace fs = std::filesystem;

// The test file of the European Institute for Computer Antivirus Research: harmless, and every
// scanner finds it.  In two halves, so that no scanner finds it here.
std::string eicar() {
    return std::string{R"(X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD)"} +
           "-ANTIVIRUS-TEST-FILE!$H+H*";
}

class ScanTest : public testing::Test {
protected:
    ScanTest() : root_(fs::temp_directory_path() / ("genbo-scan-" + std::to_string(::getpid()))) {
        fs::remove_all(root_);
        fs::create_directories(root_);
    }
    ~ScanTest() override { fs::remove_all(root_); }

    fs::path file(const std::string& content) const {
        std::ofstream(root_ / "file", std::ios::binary) << content;
        return root_ / "file";
    }
    fs::path socket() const { return root_ / "clamd.ctl"; }

    fs::path root_;
};

std::string code_of(const Result<>& result) { return result.ok() ? "ok" : result.error().code; }

// Speaks INSTREAM for one client, and answers as it is told.
class SmallClamd {
public:
    using Answer = std::function<std::string(const std::string& content)>;

    SmallClamd(const fs::path& path, Answer answer, std::size_t most = SIZE_MAX)
        : answer_(std::move(answer)), most_(most) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
        listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        EXPECT_EQ(::listen(listener_, 4), 0);
        thread_ = std::thread([this] { serve(); });
    }
    ~SmallClamd() {
        thread_.join();
        ::close(listener_);
    }
    SmallClamd(const SmallClamd&) = delete;
    SmallClamd& operator=(const SmallClamd&) = delete;

private:
    static bool read_exactly(int client, std::string& to, std::size_t size) {
        to.resize(size);
        for (std::size_t at = 0; at < size;) {
            const auto read = ::recv(client, to.data() + at, size - at, 0);
            if (read <= 0) return false;
            at += static_cast<std::size_t>(read);
        }
        return true;
    }
    void serve() {
        const int client = ::accept(listener_, nullptr, nullptr);
        std::string command;
        std::string content;
        bool whole = read_exactly(client, command, 10) && command == std::string("zINSTREAM\0", 10);
        while (whole && content.size() <= most_) {
            std::string length;
            whole = read_exactly(client, length, 4);
            std::size_t size = 0;
            for (const char byte : length) size = size << 8 | static_cast<unsigned char>(byte);
            if (!whole || size == 0) break;
            std::string piece;
            whole = read_exactly(client, piece, size);
            content += piece;
        }
        const auto said =
            content.size() > most_ ? "INSTREAM size limit exceeded. ERROR" : answer_(content);
        if (whole && !said.empty()) ::send(client, said.data(), said.size() + 1, MSG_NOSIGNAL);
        ::close(client);
    }

    const Answer answer_;
    const std::size_t most_;
    int listener_ = -1;
    std::thread thread_;
};

TEST_F(ScanTest, SendsTheWholeFileAndTakesTheVerdict) {
    std::string content;
    for (int i = 0; i < 50'000; ++i) content += std::to_string(i) + ",";
    std::string heard;
    {
        SmallClamd clamd(socket(), [&](const std::string& came) {
            heard = came;
            return std::string{"stream: OK"};
        });
        EXPECT_EQ(code_of(ClamdScanner(socket()).scan(file(content))), "ok");
    }
    EXPECT_EQ(heard, content);
    fs::remove(socket());
    SmallClamd clamd(socket(), [](const std::string& came) {
        return came == eicar() ? std::string{"stream: Win.Test.EICAR_HDB-1 FOUND"} : "stream: OK";
    });
    const auto found = ClamdScanner(socket()).scan(file(eicar()));
    EXPECT_EQ(code_of(found), "scan.found");
    EXPECT_EQ(found.error().args, std::vector<std::string>{"Win.Test.EICAR_HDB-1"});
    EXPECT_EQ(found.error().fault, Fault::invalid);
}

TEST_F(ScanTest, LetsNothingPassWithoutAVerdict) {
    EXPECT_EQ(code_of(ClamdScanner(socket()).scan(file("a"))), "scan.unreachable");
    {
        SmallClamd clamd(socket(), [](const std::string&) { return std::string{}; });
        EXPECT_EQ(code_of(ClamdScanner(socket()).scan(file("a"))), "scan.unreachable");
    }
    fs::remove(socket());
    {
        SmallClamd clamd(socket(), [](const std::string&) { return std::string{"stream: what"}; });
        EXPECT_EQ(code_of(ClamdScanner(socket()).scan(file("a"))), "scan.no_verdict");
    }
    fs::remove(socket());
    {
        // Too large for it.
        SmallClamd clamd(socket(), [](const std::string&) { return std::string{"stream: OK"}; }, 9);
        const auto said = ClamdScanner(socket()).scan(file("0123456789"));
        EXPECT_EQ(code_of(said), "scan.no_verdict");
    }
    fs::remove(socket());
    {
        // Too slow for us.
        SmallClamd clamd(socket(), [](const std::string&) {
            std::this_thread::sleep_for(std::chrono::milliseconds{1300});
            return std::string{"stream: OK"};
        });
        EXPECT_EQ(
            code_of(ClamdScanner(socket(), std::chrono::seconds{1}).scan(file("a"))),
            "scan.unreachable");
    }
    EXPECT_EQ(code_of(ClamdScanner(socket()).scan(root_ / "none")), "scan.no_verdict");
    const fs::path endless{std::string(200, 'x')};
    EXPECT_EQ(code_of(ClamdScanner(endless).scan(file("a"))), "scan.unreachable");
}

// The real daemon, where Debian's clamav-daemon is installed, with one signature of our own.
TEST_F(ScanTest, TheRealDaemonFindsTheTestFile) {
    const fs::path program = "/usr/sbin/clamd";
    if (!fs::exists(program)) GTEST_SKIP() << "clamav-daemon is not installed";
    fs::create_directories(root_ / "db");
    std::ofstream(root_ / "db" / "test.hdb")
        << "44d88612fea8a8f36de82e1278abb02f:68:Genbo.Test.Eicar\n";
    std::ofstream(root_ / "clamd.conf") << "LocalSocket " << socket().string() << "\n"
                                        << "DatabaseDirectory " << (root_ / "db").string() << "\n"
                                        << "Foreground yes\nUser root\nStreamMaxLength 1M\n"
                                        << "TemporaryDirectory " << root_.string() << "\n";
    const auto clamd = ::fork();
    if (clamd == 0) {
        const auto config = "--config-file=" + (root_ / "clamd.conf").string();
        if (std::freopen("/dev/null", "w", stdout) == nullptr) ::_exit(1);
        ::execl(program.c_str(), "clamd", config.c_str(), nullptr);
        ::_exit(1);
    }
    for (int i = 0; i < 300 && !fs::exists(socket()); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds{50});
    ClamdScanner scanner(socket());
    EXPECT_EQ(code_of(scanner.scan(file("会員番号,氏名\n1,山田 花子\n"))), "ok");
    const auto found = scanner.scan(file(eicar()));
    EXPECT_EQ(code_of(found), "scan.found");
    if (!found.ok()) EXPECT_EQ(found.error().args.at(0), "Genbo.Test.Eicar.UNOFFICIAL");
    EXPECT_EQ(code_of(scanner.scan(file(std::string(3U << 20, 'x')))), "scan.no_verdict");
    ::kill(clamd, SIGTERM);
    ::waitpid(clamd, nullptr, 0);
}

}  // namespace
}  // namespace genbo
