// SPDX-License-Identifier: Apache-2.0

// The signature against AWS's published examples, and the place against a server of this process
// that keeps objects and checks every signature itself.  tests/long/s3.mjs asks a server that
// others wrote.

#include "adapter/place/s3_place.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "adapter/http/curl_caller.h"
#include "adapter/http/small_server_test_helper.h"
#include "crypto/mac.h"

namespace genbo {
namespace {

const S3Keys kExampleKeys{"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", ""};

class FixedClock final : public Clock {
public:
    // 2013-05-24T00:00:00Z, the day of the examples.
    Instant now() const override { return instant_from_micros(1'369'353'600'000'000); }
};

std::string signature_of(S3Request request) {
    request.host = "examplebucket.s3.amazonaws.com";
    const auto headers = s3_headers(request, kExampleKeys, "us-east-1", FixedClock{}.now());
    const auto& text = headers.back().second;
    return text.substr(text.find("SignedHeaders="));
}

// "Examples: Signature Calculations" of the page that s3_signature.h names, all four.
TEST(S3Signature, IsThatOfThePublishedExamples) {
    const auto empty = sha256(ByteView{});
    EXPECT_EQ(
        signature_of({"GET", "", "/test.txt", {}, empty, {{"range", "bytes=0-9"}}}),
        "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, Signature="
        "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
    EXPECT_EQ(
        signature_of(
            {"PUT",
             "",
             "/" + percent_encoded("test$file.text", true),
             {},
             sha256(as_bytes("Welcome to Amazon S3.")),
             {{"date", "Fri, 24 May 2013 00:00:00 GMT"},
              {"x-amz-storage-class", "REDUCED_REDUNDANCY"}}}),
        "SignedHeaders=date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class, Signature="
        "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
    const std::string plain = "SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=";
    EXPECT_EQ(
        signature_of({"GET", "", "/", {{"lifecycle", ""}}, empty}),
        plain + "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
    EXPECT_EQ(
        signature_of({"GET", "", "/", {{"max-keys", "2"}, {"prefix", "J"}}, empty}),
        plain + "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
}

TEST(S3Signature, EncodesWhatIsNotPlain) {
    EXPECT_EQ(percent_encoded("a/b c~", true), "a/b%20c~");
    EXPECT_EQ(percent_encoded("a/b=", false), "a%2Fb%3D");
}

TEST(S3Address, IsReadFromItsText) {
    const auto address = parse_s3_address("s3://h.example:9000/b/p/q/?region=ap-northeast-1");
    ASSERT_TRUE(address.ok());
    EXPECT_EQ(address->scheme, "https");
    EXPECT_EQ(address->host, "h.example:9000");
    EXPECT_EQ(address->bucket, "b");
    EXPECT_EQ(address->prefix, "p/q/");
    EXPECT_EQ(address->region, "ap-northeast-1");
    EXPECT_EQ(parse_s3_address("s3+http://127.0.0.1:1/b")->prefix, "");
    for (const auto* bad :
         {"", "b", "https://h/b", "s3://h", "s3:///b", "s3://h/", "s3://u@h/b", "s3://h/b?x=1"})
        EXPECT_EQ(parse_s3_address(bad).error().code, "backup.bad_address") << bad;
}

std::string header_of(const HeardRequest& request, std::string_view name) {
    std::string lower = request.head;
    std::ranges::transform(
        lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const auto at = ("\r\n" + lower).find("\r\n" + std::string{name} + ": ");
    if (at == std::string::npos) return {};
    const auto from = at + name.size() + 2;
    return request.head.substr(from, request.head.find("\r\n", from) - from);
}

// A bucket; two names at most in one list, so that lists go on.
class Bucket {
public:
    std::string answer(const HeardRequest& request) {
        if (!signature_fits(request))
            return SmallServer::answer_of(403, "<Error><Code>SignatureDoesNotMatch</Code></Error>");
        if (full_) return SmallServer::answer_of(507, "<Error><Code>QuotaExceeded</Code></Error>");
        const auto question = request.target.find('?');
        if (question != std::string::npos) return list(request.target.substr(question + 1));
        const auto name = request.target.substr(std::string{"/bucket/"}.size());
        if (request.method == "PUT") objects_[name] = request.body;
        if (request.method == "DELETE") objects_.erase(name);
        if (request.method == "DELETE") return SmallServer::answer_of(204, "");
        const auto at = objects_.find(name);
        if (at == objects_.end())
            return SmallServer::answer_of(404, "<Error><Code>NoSuchKey</Code></Error>");
        return SmallServer::answer_of(200, request.method == "GET" ? at->second : "");
    }

    bool full_ = false;
    std::map<std::string, std::string> objects_;

private:
    // Made anew from what arrived.
    static bool signature_fits(const HeardRequest& request) {
        const auto question = request.target.find('?');
        S3Request made{request.method, "", request.target.substr(0, question), {}, {}};
        const auto host = header_of(request, "host");
        made.host = host;
        made.body_hash = sha256(as_bytes(request.body));
        if (question != std::string::npos) {
            std::string_view rest = std::string_view{request.target}.substr(question + 1);
            while (!rest.empty()) {
                const auto end = std::min(rest.find('&'), rest.size());
                const auto part = rest.substr(0, end);
                const auto equals = part.find('=');
                made.query.emplace_back(
                    plain(part.substr(0, equals)), plain(part.substr(equals + 1)));
                rest.remove_prefix(std::min(end + 1, rest.size()));
            }
        }
        const auto expected = s3_headers(made, kExampleKeys, "us-east-1", FixedClock{}.now());
        return header_of(request, "authorization") == expected.back().second &&
               header_of(request, "x-amz-content-sha256") == to_hex(made.body_hash);
    }

    static std::string plain(std::string_view text) {
        std::string out;
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] != '%') {
                out += text[i];
                continue;
            }
            out += static_cast<char>(std::stoi(std::string{text.substr(i + 1, 2)}, nullptr, 16));
            i += 2;
        }
        return out;
    }

    std::string list(const std::string& query) const {
        const auto value = [&](const std::string& name) {
            const auto at = ("&" + query).find("&" + name + "=");
            if (at == std::string::npos) return std::string{};
            const auto from = at + name.size() + 1;
            return plain(query.substr(from, query.find('&', from) - from));
        };
        std::string body = "<ListBucketResult>";
        std::size_t listed = 0;
        bool more = false;
        const auto token = value("continuation-token");
        for (const auto& [name, bytes] : objects_) {
            if (!name.starts_with(value("prefix")) || name <= token) continue;
            more = listed == 2;
            if (more) break;
            body += "<Contents><Key>" + name + "</Key></Contents>";
            last_ = name;
            ++listed;
        }
        body += std::string{"<IsTruncated>"} + (more ? "true" : "false") + "</IsTruncated>";
        if (more) body += "<NextContinuationToken>" + last_ + "</NextContinuationToken>";
        return SmallServer::answer_of(200, body + "</ListBucketResult>");
    }

    mutable std::string last_;
};

class S3PlaceTest : public testing::Test {
protected:
    S3Place place(S3Keys keys = kExampleKeys) {
        auto address = parse_s3_address("s3+http://" + server_.url().substr(7) + "/bucket/pre");
        return {*std::move(address), std::move(keys), std::make_unique<CurlCaller>(), clock_};
    }

    FixedClock clock_;
    Bucket bucket_;
    SmallServer server_{[this](const HeardRequest& request) { return bucket_.answer(request); }};
};

TEST_F(S3PlaceTest, KeepsWhatItIsGiven) {
    auto there = place();
    Bytes bytes(300'000);
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i * 31);
    for (const auto* name : {"a/1", "a/2", "a/3", "a/4", "b/1"})
        ASSERT_TRUE(there.put(name, bytes).ok()) << name;
    EXPECT_EQ(*there.get("a/3"), bytes);
    EXPECT_EQ(*there.list("a/"), (std::vector<std::string>{"a/1", "a/2", "a/3", "a/4"}));
    EXPECT_EQ(there.list("")->size(), 5U);
    ASSERT_TRUE(there.remove("a/3").ok());
    ASSERT_TRUE(there.remove("a/3").ok());
    EXPECT_EQ(there.get("a/3").error().code, "backup.piece_missing");
    EXPECT_TRUE(bucket_.objects_.contains("pre/a/1"));
}

TEST_F(S3PlaceTest, SaysWhyItWasRefused) {
    auto wrong = place({"AKIAIOSFODNN7EXAMPLE", "another secret", ""});
    EXPECT_EQ(wrong.put("a", {}).error().code, "backup.place_refused");
    EXPECT_EQ(wrong.list("").error().args, std::vector<std::string>{"403 SignatureDoesNotMatch"});
    bucket_.full_ = true;
    EXPECT_EQ(place().put("a", {}).error().args, std::vector<std::string>{"507 QuotaExceeded"});
}

TEST_F(S3PlaceTest, SaysWhenNobodyAnswers) {
    auto address = parse_s3_address("s3+http://127.0.0.1:1/bucket");
    S3Place nowhere(*std::move(address), kExampleKeys, std::make_unique<CurlCaller>(), clock_);
    EXPECT_EQ(nowhere.put("a", {}).error().code, "backup.place_unreachable");
}

}  // namespace
}  // namespace genbo
