// Chromium and Firefox as the system has them, driven by the same library.
import Module, { createRequire } from 'node:module';

// Firefox 153 does not know one command the library sends for every new page (the emulation of
// media features over WebDriver BiDi). It is sent as a harmless question instead; a test that needs
// a theme in Firefox chooses it in the product.
const compile = Module.prototype._compile;
Module.prototype._compile = function (source, file, ...rest) {
  const known = file.endsWith('coreBundle.js')
    ? source.replaceAll('"emulation.setMediaFeaturesOverride"', '"session.status"')
    : source;
  return compile.call(this, known, file, ...rest);
};
const { chromium, firefox } = createRequire(import.meta.url)('playwright-core');

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--hide-scrollbars',
];

const launch = {
  chromium: () =>
    chromium.launch({ executablePath: process.env.JALON_CHROMIUM ?? '/usr/bin/chromium', headless: true, args: QUIET }),
  firefox: () =>
    firefox.launch({
      executablePath: process.env.JALON_FIREFOX ?? '/usr/bin/firefox-esr',
      channel: 'moz-firefox',
      headless: true,
      firefoxUserPrefs: { 'network.captive-portal-service.enabled': false, 'network.connectivity-service.enabled': false },
    }),
};

const open = new Map();

/** The running browser called `name`, started at first use. */
export function browser(name) {
  if (!open.has(name)) open.set(name, launch[name]());
  return open.get(name);
}

/** Close what was started. */
export async function closeAll() {
  for (const started of open.values()) await (await started.catch(() => null))?.close().catch(() => {});
  open.clear();
}
