// SPDX-License-Identifier: Apache-2.0
#include "adapter/keys/transit_guard.h"

// Against a stand-in that speaks the protocol of the transit engine over a real socket.

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <map>

#include "adapter/http/curl_caller.h"
#include "adapter/http/small_server_test_helper.h"
#include "base/base64.h"
#include "crypto/aead.h"
#include "crypto/keyring.h"
#include "crypto/random.h"

namespace genbo {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

// Versions of one key; a box is "vault:vN:" and the base64 of what the version sealed.
class TransitService {
public:
    std::string answer(const HeardRequest& request) {
        const std::lock_guard lock(mutex_);
        if (down) return SmallServer::answer_of(503, R"({"errors":["Vault is sealed"]})");
        if (request.head.find("X-Vault-Token: s.good\r\n") == std::string::npos)
            return SmallServer::answer_of(403, R"({"errors":["permission denied"]})");
        const auto body = json::parse(request.body).as_object();
        const std::string base = "/v1/transit/";
        if (request.target == base + "keys/genbo") {
            if (keys_.empty()) keys_.emplace(1, Key::random());
            return SmallServer::answer_of(204, "");
        }
        if (keys_.empty()) return SmallServer::answer_of(404, R"({"errors":[]})");
        const auto newest = keys_.rbegin()->first;
        if (request.target == base + "keys/genbo/rotate") {
            keys_.emplace(newest + 1, Key::random());
            return SmallServer::answer_of(200, R"({"data":{}})");
        }
        if (request.target == base + "encrypt/genbo") {
            const auto text = std::string(body.at("plaintext").as_string());
            const auto box = seal(keys_.at(newest), 1, AssociatedData("t"), as_bytes(text));
            return data(
                {{"ciphertext", "vault:v" + std::to_string(newest) + ":" + to_base64(box)}});
        }
        if (request.target == base + "decrypt/genbo") return decrypt(body);
        if (request.target == base + "keys/genbo/config") {
            min_decryption_ = body.at("min_decryption_version").as_int64();
            return SmallServer::answer_of(204, "");
        }
        if (request.target == base + "keys/genbo/trim") {
            const auto least = body.at("min_available_version").as_int64();
            // As the real one: no trimming beyond what decryption still allows.
            if (least > min_decryption_) return SmallServer::answer_of(400, R"({"errors":["x"]})");
            std::erase_if(keys_, [&](const auto& key) { return key.first < least; });
            return SmallServer::answer_of(204, "");
        }
        return SmallServer::answer_of(404, R"({"errors":[]})");
    }
    std::size_t versions() const {
        const std::lock_guard lock(mutex_);
        return keys_.size();
    }

    std::atomic<bool> down = false;

private:
    static std::string data(const json::object& values) {
        return SmallServer::answer_of(200, json::serialize(json::object{{"data", values}}));
    }
    std::string decrypt(const json::object& body) {
        const auto box = std::string(body.at("ciphertext").as_string());
        const auto colon = box.find(':', 7);
        const auto version = std::stoll(box.substr(7, colon - 7));
        const auto sealed = from_base64(box.substr(colon + 1));
        const auto key = keys_.find(version);
        if (key == keys_.end() || version < min_decryption_ || !sealed.ok())
            return SmallServer::answer_of(400, R"({"errors":["ciphertext or signature"]})");
        const auto text = unseal(key->second, AssociatedData("t"), *sealed);
        if (!text.ok()) return SmallServer::answer_of(400, R"({"errors":["cannot decrypt"]})");
        return data({{"plaintext", std::string(text->begin(), text->end())}});
    }

    mutable std::mutex mutex_;
    std::map<std::int64_t, Key> keys_;
    std::int64_t min_decryption_ = 1;
};

class TransitGuardTest : public ::testing::Test {
public:
    TransitGuardTest() : server_([this](const auto& request) { return service_.answer(request); }) {
        fs::create_directory(folder_);
    }
    ~TransitGuardTest() override { fs::remove_all(folder_); }
    TransitGuardTest(const TransitGuardTest&) = delete;
    TransitGuardTest& operator=(const TransitGuardTest&) = delete;

protected:
    KeyGuardPtr guard(const std::string& token = "s.good") const {
        return transit_guard(
            {.address = server_.url() + "/", .token = token}, std::make_shared<CurlCaller>());
    }
    fs::path path() const { return folder_ / "keyring"; }
    std::string opening(const KeyGuardPtr& with) const {
        const auto keyring = Keyring::open(path(), with);
        return keyring.ok() ? "opened" : keyring.error().code;
    }

    fs::path folder_ = fs::temp_directory_path() / ("genbo-transit-" + this_thread_random().id());
    TransitService service_;
    SmallServer server_;
};

TEST_F(TransitGuardTest, TheServiceOpensWhatItSealed) {
    auto made = Keyring::create(path(), guard());
    ASSERT_TRUE(made.ok()) << made.error().code;
    EXPECT_EQ(service_.versions(), 1U);
    EXPECT_EQ(opening(guard()), "opened");
    const auto copy = folder_ / "copy";
    fs::copy_file(path(), copy);
    ASSERT_TRUE(made->begin_epoch().ok());
    ASSERT_TRUE(made->end_epoch(1).ok());
    EXPECT_EQ(service_.versions(), 1U) << "the older version is destroyed";
    EXPECT_EQ(opening(guard()), "opened");
    EXPECT_EQ(Keyring::open(copy, guard()).error().code, "crypto.guard_refused");
}

TEST_F(TransitGuardTest, NothingThatItSendsIsTheKeyOfTheData) {
    const AssociatedData place("record");
    auto made = *Keyring::create(path(), guard());
    const auto root = made.derive("a");
    for (const auto& request : server_.heard()) {
        EXPECT_EQ(request.body.find(to_base64(root.bytes())), std::string::npos);
        EXPECT_EQ(request.target.find("s.good"), std::string::npos);
    }
}

TEST_F(TransitGuardTest, RefusalsSayWhichIsWrong) {
    ASSERT_TRUE(Keyring::create(path(), guard()).ok());
    EXPECT_EQ(opening(guard("s.bad")), "keys.token_refused");
    service_.down = true;
    EXPECT_EQ(opening(guard()), "keys.service_down");
    service_.down = false;
    EXPECT_EQ(
        opening(transit_guard(
            {.address = "http://127.0.0.1:1", .token = "s.good"}, std::make_shared<CurlCaller>())),
        "http.unreachable");
    EXPECT_EQ(
        opening(transit_guard(
            {.address = "http://vault.example", .token = "s.good"},
            std::make_shared<CurlCaller>())),
        "http.address")
        << "never in the clear to another machine";
    EXPECT_EQ(opening(guard()), "opened");
    for (const char* bad : {"", "vault:", "vault:v:", "vault:vx:a", "vault:v0:a", "v1:a"})
        EXPECT_EQ(guard()->open(bad).error().code, "crypto.keyring_damaged") << bad;
    EXPECT_EQ(guard()->open("vault:v1:AAAA").error().code, "crypto.guard_refused");
}

// An answer that is no answer of the protocol.
TEST(TransitGuard, AnswersOfAnotherShapeAreRefused) {
    for (const char* body :
         {"", "null", "[]", "{}", R"({"data":null})", R"({"data":{}})",
          R"({"data":{"plaintext":5}})", R"({"data":{"plaintext":"not base64"}})",
          R"({"data":{"plaintext":"AAAA"}})", "{\"data\""}) {
        SmallServer server([&](const HeardRequest&) { return SmallServer::answer_of(200, body); });
        const auto guard =
            transit_guard({.address = server.url(), .token = "t"}, std::make_shared<CurlCaller>());
        EXPECT_EQ(guard->open("vault:v1:AAAA").error().code, "crypto.guard_refused") << body;
        EXPECT_FALSE(guard->make().ok()) << body;
    }
}

}  // namespace
}  // namespace genbo
