// SPDX-License-Identifier: Apache-2.0
#pragma once

// One signed-in session on one token of one PKCS #11 module: the few calls that a key guard needs.
//
// The module is loaded once per process and stays loaded: many do not survive being unloaded.
//
// Thread safety: one session belongs to one thread; sessions may run side by side.

#include <p11-kit/pkcs11.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace genbo {

class Pkcs11Session {
public:
    // unavailable: keys.module_missing, keys.token_missing, keys.module_failed (with the CKR_
    // number).  forbidden: keys.pin_refused.
    static Result<Pkcs11Session> open(
        const std::filesystem::path& module, const std::string& token, const std::string& pin);

    Pkcs11Session(Pkcs11Session&&) noexcept = default;
    Pkcs11Session& operator=(Pkcs11Session&&) noexcept = default;

    struct SecretKey {
        CK_OBJECT_HANDLE object = 0;
        std::string label;
    };
    // Every secret key of the token.
    Result<std::vector<SecretKey>> secret_keys();

    // AES-256 on the token, sensitive, not extractable.
    Result<CK_OBJECT_HANDLE> make_aes_key(const std::string& label);

    // Tags of 16 bytes.  forbidden: crypto.guard_refused, it does not open.
    Result<Bytes> encrypt_gcm(
        CK_OBJECT_HANDLE key, ByteView nonce, ByteView associated, ByteView plaintext);
    Result<Bytes> decrypt_gcm(
        CK_OBJECT_HANDLE key, ByteView nonce, ByteView associated, ByteView box);

    Result<> destroy(CK_OBJECT_HANDLE object);

private:
    struct Close {
        CK_FUNCTION_LIST_PTR functions;
        void operator()(const CK_SESSION_HANDLE* session) const;
    };

    Pkcs11Session(CK_FUNCTION_LIST_PTR functions, CK_SESSION_HANDLE session)
        : functions_(functions), session_(new CK_SESSION_HANDLE(session), Close{functions}) {}

    CK_FUNCTION_LIST_PTR functions_;
    std::unique_ptr<CK_SESSION_HANDLE, Close> session_;
};

}  // namespace genbo
