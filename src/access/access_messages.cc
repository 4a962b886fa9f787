// SPDX-License-Identifier: Apache-2.0
#include "access/access_messages.h"

namespace genbo {

namespace {

constexpr Message kAccessMessageTable[] = {
    {"access.denied",
     "この操作({0})は今の役割ではできません。管理者に役割の変更を依頼してください。",
     "Your role may not do this ({0}). Ask an administrator to change your role."},
};

}  // namespace

const std::span<const Message> kAccessMessages{kAccessMessageTable};

}  // namespace genbo
