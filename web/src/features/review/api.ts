// SPDX-License-Identifier: Apache-2.0
import { api, csrf, ifMatch, take } from '@/shared/api/client';
import { newKey } from '@/shared/api/intent';
import type { Review, ReviewItem } from '@/shared/api/types';

export type Choice = 'same' | 'not_same' | 'later' | 'unsure';
export type Pick = ReviewItem['pick'];

export function readReview(id: string): Promise<Review> {
  return take(api.GET('/reviews/{review_id}', { params: { path: { review_id: id } } }));
}

export function giveVerdict(review: Review, verdict: Choice, reason: string, pick: Pick, key: { 'Idempotency-Key': string }): Promise<Review> {
  return take(api.POST('/reviews/{review_id}/verdict', {
    params: { path: { review_id: review.id }, header: { ...csrf(), ...key, ...ifMatch(review.version) } },
    body: { verdict, reason, pick },
  }));
}

export function takeBack(review: Review): Promise<Review> {
  return take(api.DELETE('/reviews/{review_id}/verdict', {
    params: { path: { review_id: review.id }, header: { ...csrf(), 'Idempotency-Key': newKey(), ...ifMatch(review.version) } },
  }));
}
