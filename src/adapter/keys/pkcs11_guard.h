// SPDX-License-Identifier: Apache-2.0
#pragma once

// The keyring guarded by a hardware module or a smart card through PKCS #11 2.40 (OASIS), called
// directly: OpenSSL's engines are on their way out.
//
// The guard's key is AES-256, made on the token, sensitive and not extractable, labelled
// "<prefix>-<count>".  make() makes the next one and encrypts a fresh seal key with CKM_AES_GCM;
// forget_before() destroys the objects of lower count.  The note is
//
//   <label> <nonce, hexadecimal> <box, hexadecimal>
//
// Tested with SoftHSM2; any module that has CKM_AES_KEY_GEN and CKM_AES_GCM with a nonce of the
// caller will do.

#include <filesystem>
#include <string>

#include "crypto/key_guard.h"

namespace genbo {

struct Pkcs11Options {
    std::filesystem::path module;  // /usr/lib/softhsm/libsofthsm2.so
    std::string token;             // Its label.
    std::string pin;
    std::string prefix = "genbo";  // Of the labels; one per master.
};

KeyGuardPtr pkcs11_guard(Pkcs11Options options);

}  // namespace genbo
