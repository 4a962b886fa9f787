// SPDX-License-Identifier: Apache-2.0

// The one place where the bodies of Asio and Beast are compiled (see CMakeLists.txt).
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
