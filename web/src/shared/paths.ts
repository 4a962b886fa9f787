// SPDX-License-Identifier: Apache-2.0
// Every address of the console.  No personal data is ever in one: numbers and ids only.
export const paths = {
  home: '/',
  search: '/customers',
  customer: (number: string) => `/customers/${number}`,
  imports: '/imports',
  import_new: '/imports/new',
  import_one: (id: number | string) => `/imports/${id}`,
  reviews: '/reviews',
  review: (id: string) => `/reviews/${id}`,
  new_customer: '/customers/new',
  bulk: '/reviews/bulk',
  verdicts: '/verdicts',
  model: '/model',
  cleansing: '/cleansing',
  conflicts: '/conflicts',
  reconcile: '/imports/reconcile',
  numbers: '/numbers',
  audit: '/audit',
  approvals: '/approvals',
  erasure: (id: number | string) => `/erasures/${id}`,
  password: '/password',
  security: '/security',
  staff: '/staff',
  keys: '/keys',
  exports: '/exports',
  acts: '/access',
} as const;

export const patterns = {
  customer: '/customers/:number',
  import_one: '/imports/:id',
  review: '/reviews/:id',
  erasure: '/erasures/:id',
} as const;
