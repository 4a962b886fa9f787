// SPDX-License-Identifier: Apache-2.0
#pragma once

// The keyring guarded by the transit engine of HashiCorp Vault or OpenBao: the service encrypts the
// seal key and never shows its own.
//
// Calls (https://developer.hashicorp.com/vault/api-docs/secret/transit), MOUNT and NAME from the
// options:
//
//   make            POST MOUNT/keys/NAME/rotate (or POST MOUNT/keys/NAME when there is none)
//                   POST MOUNT/encrypt/NAME
//   open            POST MOUNT/decrypt/NAME
//   forget_before   POST MOUNT/keys/NAME/config  min_decryption_version, min_encryption_version
//                   POST MOUNT/keys/NAME/trim    min_available_version: the older are destroyed
//
// The token needs `update` on these paths and nothing else.  One key per master: forgetting would
// take the older versions away from others who use the same key.

#include <memory>
#include <string>

#include "crypto/key_guard.h"
#include "port/http_caller.h"

namespace genbo {

struct TransitOptions {
    std::string address;  // https://vault.example:8200
    std::string mount = "transit";
    std::string key = "genbo";
    std::string token = {};
    std::string tenant = {};  // X-Vault-Namespace; empty: none.
};

KeyGuardPtr transit_guard(TransitOptions options, std::shared_ptr<HttpCaller> caller);

}  // namespace genbo
