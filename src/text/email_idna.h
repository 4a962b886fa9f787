// SPDX-License-Identifier: Apache-2.0
#pragma once

// The one place of this room that asks ICU: 日本語.jp -> xn--wgv71a119e.jp (UTS #46, RFC 5891).

#include <string>
#include <string_view>

namespace genbo {

// Empty when the domain is not a possible one.
std::string email_ascii_domain(std::string_view domain);

}  // namespace genbo
