// SPDX-License-Identifier: Apache-2.0
// The time on a screen mark: of the server, in Japan, to the minute, as the log tells it.
const minutes = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Tokyo', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' });

export function stamp(at: string, passed_ms: number): string {
  return minutes.format(new Date(Date.parse(at) + passed_ms));
}
