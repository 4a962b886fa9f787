// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';

import { fromBase64url, toBase64url } from './passkey';

describe('base64url', () => {
  it('is without padding, and comes back', () => {
    for (let size = 0; size < 70; size++) {
      const bytes = Uint8Array.from({ length: size }, (_, at) => (at * 37 + size) % 256);
      const text = toBase64url(bytes.buffer);
      expect(text).toMatch(/^[\w-]*$/);
      expect([...fromBase64url(text)]).toEqual([...bytes]);
    }
    expect(toBase64url(Uint8Array.from([255, 239]).buffer)).toBe('_-8');
  });
});
