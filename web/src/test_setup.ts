// SPDX-License-Identifier: Apache-2.0
// Browsers always have Web Crypto; Node 18 keeps it in a module.
import { webcrypto } from 'node:crypto';

globalThis.crypto ??= webcrypto as Crypto;
