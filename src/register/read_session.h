// SPDX-License-Identifier: Apache-2.0
#pragma once

// A reader's view of the master for one request: the store at one moment, the vault, and the small
// tables that everything needs.  Sessions are pooled, because opening a connection costs more than
// most requests.
//
//   const auto session = TRY(sessions.borrow());
//   const auto record = TRY(session->store().record(id));

#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "port/store.h"
#include "record/number_rule.h"
#include "register/record_vault.h"

namespace genbo {

class ReadSessions;

class ReadSession {
public:
    // Begins a snapshot; ends with the object.
    static Result<std::unique_ptr<ReadSession>> open(
        std::unique_ptr<StoreReader> store, const Keyring& keyring);

    StoreReader& store() { return *store_; }
    const RecordVault& vault() const { return vault_; }
    const NumberRules& rules() const { return rules_; }

    // The source; an empty one named "?" when it is not there.
    const StoredSource& source(SourceId id) const;
    const std::map<SourceId, StoredSource>& sources() const { return sources_; }

private:
    friend class ReadSessions;
    ReadSession(std::unique_ptr<StoreReader> store, const Keyring& keyring)
        : store_(std::move(store)), vault_(keyring) {}

    Result<> begin();

    std::unique_ptr<StoreReader> store_;
    RecordVault vault_;
    NumberRules rules_ = NumberRules::initial();
    std::map<SourceId, StoredSource> sources_;
};

class ReadSessions {
public:
    ReadSessions(Store& store, const Keyring& keyring) : store_(store), keyring_(keyring) {}

    struct Return {
        ReadSessions* pool;
        void operator()(ReadSession* session) const;
    };
    using Borrowed = std::unique_ptr<ReadSession, Return>;

    Result<Borrowed> borrow();

private:
    Result<std::unique_ptr<ReadSession>> open_new();
    void give_back(std::unique_ptr<ReadSession> session);

    Store& store_;
    const Keyring& keyring_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<ReadSession>> idle_;
};

}  // namespace genbo
