// SPDX-License-Identifier: Apache-2.0
#include "app/catalogue.h"

#include "access/access_messages.h"
#include "adapter/keys/keys_messages.h"
#include "adapter/postgres/pg_messages.h"
#include "adapter/scan/scan_messages.h"
#include "app/app_messages.h"
#include "audit/audit_messages.h"
#include "backup/backup_messages.h"
#include "base/base_messages.h"
#include "connect/connect_messages.h"
#include "crypto/crypto_messages.h"
#include "match/match_messages.h"
#include "port/port_messages.h"
#include "record/number_messages.h"
#include "register/register_messages.h"
#include "sample/sample_messages.h"
#include "server/server_messages.h"
#include "staff/staff_messages.h"
#include "text/text_messages.h"

namespace genbo {

MessageCatalogue all_messages() {
    MessageCatalogue catalogue;
    for (const auto messages :
         {kBaseMessages, kTextMessages, kCryptoMessages, kNumberMessages, kMatchMessages,
          kSampleMessages, kPortMessages, kPgMessages, kKeysMessages, kAuditMessages,
          kAccessMessages, kRegisterMessages, kConnectMessages, kServerMessages, kAppMessages,
          kStaffMessages, kBackupMessages, kScanMessages})
        catalogue.add(messages);
    return catalogue;
}

}  // namespace genbo
