// SPDX-License-Identifier: Apache-2.0
#include "register/read_session.h"

#include "register/number_book.h"

namespace genbo {

namespace {

// More than there are server threads are never idle for long.
constexpr std::size_t kIdleSessionsMax = 8;

}  // namespace

Result<std::unique_ptr<ReadSession>> ReadSession::open(
    std::unique_ptr<StoreReader> store, const Keyring& keyring) {
    std::unique_ptr<ReadSession> session(new ReadSession(std::move(store), keyring));
    TRY(session->begin());
    return session;
}

Result<> ReadSession::begin() {
    TRY(store_->begin_snapshot());
    rules_ = TRY(stored_number_rules(*store_));
    sources_.clear();
    for (auto& source : TRY(store_->sources())) sources_[source.id] = std::move(source);
    return {};
}

const StoredSource& ReadSession::source(SourceId id) const {
    static const StoredSource nowhere{SourceId{}, "?", "?", 0};
    const auto at = sources_.find(id);
    return at == sources_.end() ? nowhere : at->second;
}

Result<std::unique_ptr<ReadSession>> ReadSessions::open_new() {
    auto reader = TRY(store_.reader());
    return ReadSession::open(std::move(reader), keyring_);
}

Result<ReadSessions::Borrowed> ReadSessions::borrow() {
    std::unique_ptr<ReadSession> session;
    {
        const std::lock_guard lock(mutex_);
        if (!idle_.empty()) {
            session = std::move(idle_.back());
            idle_.pop_back();
        }
    }
    if (session)
        TRY(session->begin());
    else
        session = TRY(open_new());
    return Borrowed{session.release(), Return{this}};
}

void ReadSessions::Return::operator()(ReadSession* session) const {
    pool->give_back(std::unique_ptr<ReadSession>(session));
}

void ReadSessions::give_back(std::unique_ptr<ReadSession> session) {
    session->store().end_snapshot();
    const std::lock_guard lock(mutex_);
    if (idle_.size() < kIdleSessionsMax) idle_.push_back(std::move(session));
}

}  // namespace genbo
