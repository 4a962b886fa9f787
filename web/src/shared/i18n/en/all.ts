// SPDX-License-Identifier: Apache-2.0
import { access } from './access';
import { app } from './app';
import { audit } from './audit';
import { care } from './care';
import { customers } from './customers';
import { erasure } from './erasure';
import { imports } from './imports';
import { people } from './people';
import { review } from './review';
import { steward } from './steward';

export const en = {
  ...app, ...imports, ...customers, ...review, ...steward, ...people, ...access, ...audit, ...erasure, ...care,
};
