// A good page says nothing on the console.
import assert from 'node:assert/strict';

/** Chromium's impatience: on a busy machine what was preloaded is used later than it expects. */
const SLOW = /was preloaded using link preload but not used within a few seconds/;

/** Listen to every page of `context`; `check` throws when something was said that was not allowed. */
export function watch(context) {
  const heard = [];
  const allowed = [SLOW];
  context.on('console', (message) => {
    if (['warning', 'error', 'assert'].includes(message.type())) {
      heard.push(`${message.type()}: ${message.text()} (${message.location()?.url ?? ''})`);
    }
  });
  context.on('weberror', (fault) => heard.push(`exception: ${fault.error()?.message ?? fault}`));
  context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`content security policy: ${event.violatedDirective} refused ${event.blockedURI} ${event.sample}`);
    });
  });
  return {
    /** Everything said so far, for a test that failed for another reason. */
    heard,
    allow: (...patterns) => allowed.push(...patterns),
    check: () => {
      const noise = heard.filter((line) => !allowed.some((pattern) => pattern.test(line)));
      assert.equal(noise.length, 0, `the console is not silent:\n${noise.join('\n')}`);
    },
  };
}
