// SPDX-License-Identifier: Apache-2.0
#include "adapter/keys/pkcs11_session.h"

#include <dlfcn.h>

#include <map>
#include <mutex>

namespace genbo {

namespace {

Error module_failed(CK_RV code) {
    return {Fault::unavailable, "keys.module_failed", {std::to_string(code)}};
}

Result<> ok_or(CK_RV code) {
    if (code != CKR_OK) return module_failed(code);
    return {};
}

Result<CK_FUNCTION_LIST_PTR> load(const std::filesystem::path& path) {
    static std::mutex mutex;
    static std::map<std::string, CK_FUNCTION_LIST_PTR> loaded;
    const std::lock_guard lock(mutex);
    if (const auto at = loaded.find(path.string()); at != loaded.end()) return at->second;
    const Error missing{Fault::unavailable, "keys.module_missing", {path.string()}};
    void* const library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) return missing;
    const auto list = reinterpret_cast<CK_C_GetFunctionList>(  // NOLINT
        ::dlsym(library, "C_GetFunctionList"));
    CK_FUNCTION_LIST_PTR functions = nullptr;
    if (list == nullptr || list(&functions) != CKR_OK) return missing;
    CK_C_INITIALIZE_ARGS how{};
    how.flags = CKF_OS_LOCKING_OK;
    const auto begun = functions->C_Initialize(&how);
    if (begun != CKR_OK && begun != CKR_CRYPTOKI_ALREADY_INITIALIZED) return module_failed(begun);
    loaded.emplace(path.string(), functions);
    return functions;
}

// Labels of tokens are padded with spaces.
std::string_view unpadded(const unsigned char* label, std::size_t size) {
    std::string_view text(reinterpret_cast<const char*>(label), size);
    return text.substr(0, text.find_last_not_of(' ') + 1);
}

Result<CK_SLOT_ID> slot_of(CK_FUNCTION_LIST_PTR functions, const std::string& token) {
    CK_ULONG count = 0;
    TRY(ok_or(functions->C_GetSlotList(CK_TRUE, nullptr, &count)));
    std::vector<CK_SLOT_ID> slots(count);
    TRY(ok_or(functions->C_GetSlotList(CK_TRUE, slots.data(), &count)));
    slots.resize(count);
    for (const auto slot : slots) {
        CK_TOKEN_INFO about{};
        if (functions->C_GetTokenInfo(slot, &about) != CKR_OK) continue;
        if (unpadded(about.label, sizeof about.label) == token) return slot;
    }
    return Error{Fault::unavailable, "keys.token_missing", {token}};
}

template <typename T>
CK_ATTRIBUTE attribute(CK_ATTRIBUTE_TYPE type, T& value) {
    return {type, &value, sizeof value};
}

// PKCS #11 takes pointers to what it only reads as if it wrote.
unsigned char* unconst(ByteView bytes) {
    return const_cast<unsigned char*>(
        bytes.data());  // NOLINT(cppcoreguidelines-pro-type-const-cast)
}

constexpr std::size_t kTagSize = 16;

CK_GCM_PARAMS gcm_with(ByteView nonce, ByteView associated) {
    CK_GCM_PARAMS params{};
    params.iv_ptr = unconst(nonce);
    params.iv_len = nonce.size();
    params.iv_bits = nonce.size() * 8;
    params.aad_ptr = unconst(associated);
    params.aad_len = associated.size();
    params.tag_bits = kTagSize * 8;
    return params;
}

}  // namespace

void Pkcs11Session::Close::operator()(const CK_SESSION_HANDLE* session) const {
    functions->C_CloseSession(*session);
    delete session;  // NOLINT(cppcoreguidelines-owning-memory)
}

Result<Pkcs11Session> Pkcs11Session::open(
    const std::filesystem::path& module, const std::string& token, const std::string& pin) {
    auto* const functions = TRY(load(module));
    const auto slot = TRY(slot_of(functions, token));
    CK_SESSION_HANDLE handle = 0;
    TRY(ok_or(functions->C_OpenSession(
        slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr, nullptr, &handle)));
    Pkcs11Session session(functions, handle);
    const auto entered = functions->C_Login(handle, CKU_USER, unconst(as_bytes(pin)), pin.size());
    if (entered == CKR_PIN_INCORRECT || entered == CKR_PIN_INVALID ||
        entered == CKR_PIN_LEN_RANGE || entered == CKR_PIN_LOCKED)
        return Error{Fault::forbidden, "keys.pin_refused", {token}};
    if (entered != CKR_OK && entered != CKR_USER_ALREADY_LOGGED_IN) return module_failed(entered);
    return session;
}

Result<std::vector<Pkcs11Session::SecretKey>> Pkcs11Session::secret_keys() {
    CK_OBJECT_CLASS kind = CKO_SECRET_KEY;
    CK_ATTRIBUTE what[] = {attribute(CKA_CLASS, kind)};
    TRY(ok_or(functions_->C_FindObjectsInit(*session_, what, std::size(what))));
    std::vector<CK_OBJECT_HANDLE> found;
    const auto searched = [&]() -> Result<> {
        for (;;) {
            CK_OBJECT_HANDLE some[32];
            CK_ULONG count = 0;
            TRY(ok_or(functions_->C_FindObjects(*session_, some, std::size(some), &count)));
            if (count == 0) return {};
            found.insert(found.end(), some, some + count);
        }
    }();
    functions_->C_FindObjectsFinal(*session_);
    TRY(searched);
    std::vector<SecretKey> keys;
    for (const auto object : found) {
        unsigned char label[256];
        CK_ATTRIBUTE asked[] = {{CKA_LABEL, label, sizeof label}};
        // Objects of others may have no label, or a longer one.
        if (functions_->C_GetAttributeValue(*session_, object, asked, 1) != CKR_OK) continue;
        keys.push_back({object, {reinterpret_cast<const char*>(label), asked[0].ulValueLen}});
    }
    return keys;
}

Result<CK_OBJECT_HANDLE> Pkcs11Session::make_aes_key(const std::string& label) {
    CK_MECHANISM how{CKM_AES_KEY_GEN, nullptr, 0};
    CK_ULONG size = 32;
    CK_BBOOL yes = CK_TRUE;
    CK_BBOOL no = CK_FALSE;
    CK_ATTRIBUTE key[] = {
        attribute(CKA_VALUE_LEN, size), attribute(CKA_TOKEN, yes),
        attribute(CKA_PRIVATE, yes),    attribute(CKA_SENSITIVE, yes),
        attribute(CKA_EXTRACTABLE, no), attribute(CKA_ENCRYPT, yes),
        attribute(CKA_DECRYPT, yes),    {CKA_LABEL, unconst(as_bytes(label)), label.size()},
    };
    CK_OBJECT_HANDLE object = 0;
    TRY(ok_or(functions_->C_GenerateKey(*session_, &how, key, std::size(key), &object)));
    return object;
}

Result<Bytes> Pkcs11Session::encrypt_gcm(
    CK_OBJECT_HANDLE key, ByteView nonce, ByteView associated, ByteView plaintext) {
    auto params = gcm_with(nonce, associated);
    CK_MECHANISM how{CKM_AES_GCM, &params, sizeof params};
    TRY(ok_or(functions_->C_EncryptInit(*session_, &how, key)));
    Bytes box(plaintext.size() + kTagSize);
    CK_ULONG size = box.size();
    TRY(ok_or(
        functions_->C_Encrypt(*session_, unconst(plaintext), plaintext.size(), box.data(), &size)));
    box.resize(size);
    return box;
}

Result<Bytes> Pkcs11Session::decrypt_gcm(
    CK_OBJECT_HANDLE key, ByteView nonce, ByteView associated, ByteView box) {
    auto params = gcm_with(nonce, associated);
    CK_MECHANISM how{CKM_AES_GCM, &params, sizeof params};
    TRY(ok_or(functions_->C_DecryptInit(*session_, &how, key)));
    Bytes plaintext(box.size());
    CK_ULONG size = plaintext.size();
    const auto opened =
        functions_->C_Decrypt(*session_, unconst(box), box.size(), plaintext.data(), &size);
    // Modules disagree about the code for a tag that is wrong.
    if (opened == CKR_ENCRYPTED_DATA_INVALID || opened == CKR_ENCRYPTED_DATA_LEN_RANGE ||
        opened == CKR_GENERAL_ERROR || opened == CKR_FUNCTION_FAILED)
        return Error{Fault::forbidden, "crypto.guard_refused"};
    TRY(ok_or(opened));
    plaintext.resize(size);
    return plaintext;
}

Result<> Pkcs11Session::destroy(CK_OBJECT_HANDLE object) {
    return ok_or(functions_->C_DestroyObject(*session_, object));
}

}  // namespace genbo
