// SPDX-License-Identifier: Apache-2.0
#include "app/shared_uploads.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <random>

#include "app/test_nodes.h"

namespace genbo {
namespace {

std::string content_of(const StoredUpload& upload) {
    std::ifstream file(upload.path, std::ios::binary);
    return {std::istreambuf_iterator<char>{file}, {}};
}

std::string some_bytes(std::size_t size) {
    std::mt19937 random(static_cast<unsigned>(size));
    std::string bytes(size, '\0');
    for (auto& byte : bytes) byte = static_cast<char>(random() & 0xff);
    return bytes;
}

class SharedUploadsTest : public testing::Test {
protected:
    static StoredUpload put(SharedUploads& uploads, const std::string& content) {
        auto file = *uploads.begin();
        // As it comes from the network: in pieces of any size.
        for (std::size_t at = 0; at < content.size(); at += 300'001)
            EXPECT_TRUE(file->write(std::string_view{content}.substr(at, 300'001)).ok());
        EXPECT_TRUE(file->finish().ok());
        auto upload = uploads.received("顧客.csv", *file);
        EXPECT_EQ(content_of(upload), content);
        EXPECT_TRUE(uploads.keep(upload, *file).ok());
        return upload;
    }
    std::int64_t rows() {
        auto db = PgConnection::open({.url = nodes_.url});
        return db->run("SELECT count(*) FROM upload")->integer(0, 0);
    }

    TestNodes nodes_{2};
    SharedUploads here_{*nodes_[0].master};
    SharedUploads there_{*nodes_[1].master};
};

TEST_F(SharedUploadsTest, ComeOutWholeOnTheOtherNode) {
    for (const std::size_t size :
         {std::size_t{1}, kUploadChunkBytes - 1, kUploadChunkBytes, kUploadChunkBytes + 1,
          3 * kUploadChunkBytes}) {
        const auto content = some_bytes(size);
        const auto id = put(here_, content).id;
        for (SharedUploads* uploads : {&here_, &there_, &there_}) {
            const auto found = uploads->find(id);
            ASSERT_TRUE(found.ok()) << size;
            EXPECT_EQ(found->file_name, "顧客.csv");
            EXPECT_EQ(found->bytes, size);
            EXPECT_TRUE(content_of(*found) == content) << size;
        }
    }
}

TEST_F(SharedUploadsTest, AreSealed) {
    const auto upload = put(here_, "氏名,電話\n山田花子,090-0000-0000\n");
    auto db = PgConnection::open({.url = nodes_.url});
    const auto stored = db->run("SELECT upload_id, chunk_no, sealed FROM upload");
    ASSERT_EQ(stored->size(), 2U);
    for (std::size_t row = 0; row < stored->size(); ++row)
        for (const char* word : {"山田花子", "090-0000", "顧客", "氏名"})
            EXPECT_EQ(as_text(stored->bytes(row, 2)).find(word), std::string_view::npos) << word;
    // A piece that was put in another's place does not open there.
    ASSERT_TRUE(db->run("UPDATE upload SET chunk_no = chunk_no + 1 WHERE chunk_no > 0").ok());
    EXPECT_EQ(there_.find(upload.id).error().fault, Fault::not_found);
    ASSERT_TRUE(db->run("UPDATE upload SET chunk_no = 3 - chunk_no").ok());
    EXPECT_FALSE(there_.find(upload.id).ok());
}

TEST_F(SharedUploadsTest, GoWhenTheyAreRemovedButNotFromUnderAReader) {
    const auto id = put(here_, "a,b\n1,2\n").id;
    const auto held = there_.find(id);
    ASSERT_TRUE(held.ok());
    here_.remove(id);
    EXPECT_EQ(rows(), 0);
    for (SharedUploads* uploads : {&here_, &there_})
        EXPECT_EQ(uploads->find(id).error().code, "app.no_upload");
    EXPECT_EQ(content_of(*held), "a,b\n1,2\n");
}

TEST_F(SharedUploadsTest, AreForgottenAfterAnHour) {
    const auto id = put(here_, "a,b\n1,2\n").id;
    nodes_.time.ahead_s += 3599;
    EXPECT_TRUE(there_.find(id).ok());
    nodes_.time.ahead_s += 2;
    for (SharedUploads* uploads : {&here_, &there_})
        EXPECT_EQ(uploads->find(id).error().code, "app.no_upload");
}

TEST_F(SharedUploadsTest, WhatWasNotKeptLeavesNothing) {
    {
        auto file = *here_.begin();
        ASSERT_TRUE(file->write("half of a line").ok());
    }
    EXPECT_EQ(rows(), 0);
    EXPECT_EQ(there_.find("no such upload").error().code, "app.no_upload");
}

}  // namespace
}  // namespace genbo
