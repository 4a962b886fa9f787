// SPDX-License-Identifier: Apache-2.0
// The console against the real server, in Debian's Chromium: what a newcomer does in the first
// minutes, by mouse and by keyboard.  Every screen that is passed is checked for accessibility, and
// no page error or policy violation may happen on the way.
//
//   node e2e/run.mjs PROGRAM                                    with a server of its own
//   GENBO_URL=… GENBO_ADMIN_PASSWORD=… node e2e/run.mjs         against one that runs already
import { open_house } from './house.mjs';

const program = process.argv[2];
const house = program ? await open_house(program, { persons: Number(process.env.GENBO_E2E_PERSONS ?? 400) }) : null;
if (house) {
  process.env.GENBO_URL = house.url;
  process.env.GENBO_ADMIN_PASSWORD = house.password;
}

const { launch, open } = await import('./browser.mjs');
const { access } = await import('./steps_access.mjs');
const { customers } = await import('./steps_customers.mjs');
const { feed } = await import('./steps_feed.mjs');
const { imports } = await import('./steps_imports.mjs');
const { people } = await import('./steps_people.mjs');
const { reviews } = await import('./steps_reviews.mjs');
const { session } = await import('./steps_session.mjs');
const { stewards } = await import('./steps_stewards.mjs');
const { watch } = await import('./steps_watch.mjs');

const started = Date.now();
const browser = await launch();
const { context, page, troubles } = await open(browser);
const notes = [];
const world = {
  browser, page, note: (text) => notes.push(text),
  // The made-up people always leave pairs to review; a master brought along may have none.
  own_house: house !== null,
  // Each run brings its own people, so that it can run again on the same master.
  seed: Math.floor(Date.now() / 1000) % 90_000 + 10_000,
};

let passed = 0;
let failed = 0;
for (const chapter of [session, imports, customers, feed, reviews, stewards, people, watch, access]) {
  for (const [name, run] of Object.entries(chapter)) {
    const from = Date.now();
    try {
      await run(world);
      if (troubles.length > 0) throw new Error(troubles.join('\n'));
      passed++;
      console.log(`ok    ${name} (${Date.now() - from} ms)`);
    } catch (error) {
      failed++;
      console.log(`FAIL  ${name}\n      ${String(error.message ?? error).split('\n').slice(0, 12).join('\n      ')}`);
      const pictures = process.env.GENBO_E2E_PICTURES;
      if (pictures) await page.screenshot({ path: `${pictures}/fail-${failed}.png` }).catch(() => {});
    }
    troubles.length = 0;
  }
}
await context.close().catch(() => {});
await browser.close().catch(() => {});
if (house) {
  const code = await house.close();
  if (code === 0) passed++;
  else failed++;
  console.log(code === 0 ? 'ok    the server ends in good order' : `FAIL  the server ended with ${code}`);
}
for (const each of notes) console.log(`note  ${each}`);
console.log(`${((Date.now() - started) / 1000).toFixed(1)} s`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
