// Samples the formats of the International Components for Unicode, through Node's `Intl`, into
// fixture.json: node app/i18n/tests/cldr/sample.mjs > app/i18n/tests/cldr/fixture.json
//
// The library deviates from CLDR in four places on purpose; the samples say what it does there:
// the minus is U+2212 (CLDR: U+002D, which may break a line), the first of a French month is written
// out as « 1er » in long dates, English times have U+00A0 before AM and PM (CLDR: U+202F, in Node a
// plain space), and amounts have the minus before the currency in both languages.
const LOCALES = { en: 'en-US', fr: 'fr-FR' };
const MINUS = '\u2212';
const samples = [];
const add = (kind, lang, input, expect) => samples.push({ kind, lang, input, expect });
const minus = (text) => text.replace('-', MINUS);

const numbers = ['0', '7', '-7', '999', '1000', '-1234.5', '1234567.891', '0.005', '99.995', '1000000'];
const compact = ['0', '7.25', '99', '999', '1000', '1234', '9940', '12345', '99940', '123456', '999000', '1234567', '-12345678', '1234567890', '12345678901', '1234567890123'];
const currencies = ['EUR', 'USD', 'GBP', 'CHF', 'JPY', 'CAD', 'AUD', 'TND', 'XOF', 'XAF', 'XPF', 'INR', 'BRL', 'CNY', 'MAD', 'SEK', 'PLN'];
const days = ['2026-01-01', '2026-02-28', '2024-02-29', '2026-03-09', '2026-04-15', '2026-05-31', '2026-06-30', '2026-07-14', '2026-08-02', '2026-09-20', '2026-10-11', '2026-11-01', '2026-12-25', '1999-12-31'];
const times = ['00:00', '00:05', '09:30', '11:59', '12:00', '14:05', '23:59'];
const counts = [0, 1, 2, 5, 10, 21, 100, 1000, 999999, 1000000, 2000000, 1000001];
const names = ['Aubépine', 'aubépine', 'Auberge', 'Élan', 'Elan', 'Émile & fils', 'Eclair', 'Zoé', 'Noël', 'noel', 'Nœud', 'Société A', 'Societe B', 'Société', 'Ça va', 'Caisse', '3M', '42 rue', 'Ångström', 'Østerbro'];

for (const [lang, locale] of Object.entries(LOCALES)) {
  for (const value of numbers) {
    for (const decimals of [0, 2, 3]) {
      const format = new Intl.NumberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
      const text = format.format(value);
      add('number', lang, { value, decimals }, minus(/[1-9]/.test(text) ? text : text.replace('-', '')));
    }
  }
  for (const basis of [0, 1, 50, 125, 1250, 10_000, 123_456, -1250]) {
    const format = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 });
    add('percent', lang, { basis }, minus(format.format(basis / 10_000)));
  }
  for (const value of compact) {
    add('compact', lang, { value }, minus(new Intl.NumberFormat(locale, { notation: 'compact' }).format(value)));
  }
  for (const code of currencies) {
    const format = new Intl.NumberFormat(locale, { style: 'currency', currency: code });
    const decimals = format.resolvedOptions().maximumFractionDigits;
    for (const minor of [0, 5, 123_456_789, -123_450]) {
      const text = format.format(minor / 10 ** decimals);
      add('money', lang, { minor, code }, minus(text));
    }
    const short = new Intl.NumberFormat(locale, { style: 'currency', currency: code, notation: 'compact' });
    for (const minor of [1_234_500_000, 123_456_700_000]) {
      add('money_compact', lang, { minor, code }, minus(short.format(minor / 10 ** decimals)));
    }
  }
  for (const day of days) {
    const of = (options) => new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options }).format(new Date(`${day}T12:00Z`));
    add('date_short', lang, { day }, of({ dateStyle: 'short' }));
    add('date_medium', lang, { day }, of({ dateStyle: 'medium' }));
    add('date_long', lang, { day }, lang === 'fr' ? of({ dateStyle: 'full' }).replace(/ 1 (?=\p{L})/u, ' 1er ') : of({ dateStyle: 'full' }));
    add('day_month', lang, { day }, of({ day: 'numeric', month: 'short' }));
    add('date_weekday', lang, { day }, of({ weekday: 'short', day: 'numeric', month: 'short' }));
    add('month_year', lang, { day }, of({ month: 'long', year: 'numeric' }));
  }
  for (const time of times) {
    const of = (options) => new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options }).format(new Date(`2026-11-01T${time}Z`));
    add('time', lang, { time }, of({ timeStyle: 'short' }).replace(/[ \u202f](?=[AP]M)/, '\u00a0'));
    add('date_time', lang, { day: '2026-11-01', time }, of({ dateStyle: 'medium', timeStyle: 'short' }).replace(/[ \u202f](?=[AP]M)/, '\u00a0'));
  }
  for (const n of counts) add('plural', lang, { n }, new Intl.PluralRules(locale).select(n));
  // Names are sorted by their search key, in both languages alike: case and accents do not count.
  const collator = new Intl.Collator(locale, { sensitivity: 'base' });
  names.forEach((left, at) => names.slice(at + 1).forEach((right) => add('compare', lang, { left, right }, String(collator.compare(left, right)))));
}
console.log(JSON.stringify({ cldr: process.versions.cldr, icu: process.versions.icu, samples }, null, 0).replaceAll('{"kind"', '\n{"kind"'));
