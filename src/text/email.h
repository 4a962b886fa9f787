// SPDX-License-Identifier: Apache-2.0
#pragma once

// E-mail addresses (RFC 5321, 5322, 5890), with the Japanese carriers' exceptions.
//
// `key` is for equality: domain in lower case and ASCII (IDNA), local part in lower case, the dots
// and +tags of Gmail out, +tags out for the few providers known to ignore them, ezweb.ne.jp =
// au.com. docomo and au once issued addresses with ".." or a dot before @; their owners still read
// them, so they are kept and flagged `nonrfc` (they must be sent quoted).  Typos in domains are
// suggested to a person, never mended.
//
//   parse_email("Ｔａｒｏ．Ｙａｍａｄａ+shop@ＧＭＡＩＬ．com")->key == "taroyamada@gmail.com"

#include <optional>
#include <string>
#include <string_view>

namespace genbo {

struct Email {
    std::string key;
    std::string local;   // As typed, width-folded.
    std::string domain;  // Lower case, ASCII.
    bool nonrfc = false;

    friend bool operator==(const Email&, const Email&) = default;
};

// The address in a cell, also out of "Name <a@b.jp>" and "mailto:a@b.jp"; nothing when there is
// none or when there are several.
std::optional<Email> parse_email(std::string_view text);

// A domain that was probably meant ("gmial.com" -> "gmail.com"), or empty.
std::string suggest_domain(std::string_view domain);

// Mailboxes of a role, not of a person: info@, shop@, postmaster@ …
bool email_is_role(const Email& email);

// Addresses that people type to get past a required field: a mailbox called test, dummy or hoge,
// one letter repeated, and domains that RFC 2606 keeps for nobody (.test, .invalid, .localhost).
// The domain example.jp alone is not enough: whole files of made-up customers live there.
bool email_is_filler(const Email& email);

// No mailbox can be there: the domains .test, .invalid and .localhost (RFC 2606, RFC 6761).  A
// filler at any other domain may be somebody's address after all.
bool email_reaches_nobody(const Email& email);

}  // namespace genbo
