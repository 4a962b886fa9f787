// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';

import { ApiError } from './client';
import { ProofDeclined, proofAsked, proven } from './proof';

const needed = new ApiError(403, { type: '', title: '', status: 403, detail: '', code: 'server.proof_needed', args: [] });

describe('proven', () => {
  it('passes answers and other refusals through', async () => {
    expect(await proven(async () => 7)).toBe(7);
    await expect(proven(async () => { throw new ApiError(403, null); })).rejects.toBeInstanceOf(ApiError);
    expect(proofAsked()).toBeNull();
  });

  it('asks, and makes the call once more', async () => {
    let calls = 0;
    const answer = proven(async () => {
      if (++calls === 1) throw needed;
      return calls;
    });
    await new Promise((done) => setTimeout(done));
    proofAsked()?.given();
    expect(await answer).toBe(2);
    expect(proofAsked()).toBeNull();
  });

  it('gives up when the person does', async () => {
    const answer = proven(async () => { throw needed; });
    const settled = expect(answer).rejects.toBeInstanceOf(ProofDeclined);
    await new Promise((done) => setTimeout(done));
    proofAsked()?.declined();
    await settled;
  });
});
