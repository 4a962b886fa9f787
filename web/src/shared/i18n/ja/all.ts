// SPDX-License-Identifier: Apache-2.0
import { app } from './app';
import { customers } from './customers';
import { erasure } from './erasure';
import { imports } from './imports';
import { review } from './review';
import { steward } from './steward';

export const ja = { ...app, ...imports, ...customers, ...review, ...steward, ...erasure };
