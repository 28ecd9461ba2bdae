import fc from 'fast-check';
import { SAMPLE_ORDER } from '../../libs/wechat/src/testdata/sample-order';

/** Later than anything that a malformed answer may claim, so that the sane answer is the newer one. */
const lastUpdate = 4_000_000_000;
export const samplePaidFen = 11_800;

const withId = (text: string, id: string) => text.replace('3731001000000000001', id);

/** What the platform answers when it is well. */
export const saneAnswer = (id: string): string =>
  withId(SAMPLE_ORDER, id).replace('"update_time":1767226000', `"update_time":${lastUpdate}`);

/** Values for any field of an answer: of another type, out of every range, absent. */
const oddValue = fc.oneof(
  fc.constantFrom(
    'null',
    '{}',
    '[]',
    '""',
    'true',
    '-1',
    '0',
    '1e308',
    '9007199254740993',
    '99999999999999999999',
    '2147483648',
    '-2147483649',
  ),
  fc.constantFrom(
    '"\\u0000"',
    '"\\ud800"',
    '"NaN"',
    '"0x10"',
    '"2026-01-01"',
    '999999999999999',
    '253402300800000',
    '8640000000001',
    '9007199254740991',
  ),
  fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)),
  fc.json({ maxDepth: 3 }),
  fc.string({ minLength: 3000, maxLength: 9000 }).map((text) => JSON.stringify(text)),
  fc.integer({ min: 1, max: 4000 }).map((depth) => `${'['.repeat(depth)}${']'.repeat(depth)}`),
);

/** Where the sample has a value: a name and what follows it up to the next comma or bracket. */
const places = [...SAMPLE_ORDER.matchAll(/"(\w+)":("[^"]*"|-?\d+|true|false)/g)]
  .map((match) => ({ name: match[1]!, at: match.index, length: match[0].length }))
  // The instant decides which of two answers is newer; a wrong one that is far ahead would rightly win.
  .filter(({ name }) => name !== 'update_time');
const objects = [
  'order_detail',
  'product_infos',
  'pay_info',
  'price_info',
  'delivery_info',
  'address_info',
  'ext_info',
  'source_infos',
  'aftersale_detail',
  'order',
];

const spoiltFields = fc
  .array(fc.record({ place: fc.constantFrom(...places), value: fc.option(oddValue, { nil: undefined }) }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((changes) => {
    let text = SAMPLE_ORDER;
    const unique = [...new Map(changes.map((change) => [change.place.at, change])).values()];
    // From the end on, so that the places before stay where they are. Without a value the field has another name.
    for (const { place, value } of unique.sort((a, b) => b.place.at - a.place.at)) {
      const field = value === undefined ? `"_${place.name}":0` : `"${place.name}":${value}`;
      text = text.slice(0, place.at) + field + text.slice(place.at + place.length);
    }
    return text;
  });
const missingObjects = fc
  .subarray(objects, { minLength: 1, maxLength: 3 })
  .map((names) => names.reduce((text, name) => text.replace(`"${name}":`, `"_${name}":`), SAMPLE_ORDER));
const oddObjects = fc
  .tuple(fc.constantFrom(...objects), oddValue)
  .map(([name, value]) => SAMPLE_ORDER.replace(`"${name}":`, `"${name}":${value},"_${name}":`));
const unknownStates = fc
  .integer({ min: -1, max: 1000 })
  .map((status) => SAMPLE_ORDER.replace('"status":20', `"status":${status}`));
const broken = fc.oneof(
  fc.integer({ min: 0, max: SAMPLE_ORDER.length - 1 }).map((length) => SAMPLE_ORDER.slice(0, length)),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    'null',
    '[]',
    '<html>502</html>',
    '{"errcode":0}',
    '{"errcode":"x"}',
    '{"errcode":100002,"errmsg":"no such order"}',
    '{"errcode":-1}',
    '{"errcode":123456789}',
  ),
);

/** Malformed answers about the order of this id. Broken texts are few: each costs the connector its repetitions. */
export const malformedAnswers = fc.oneof(
  { weight: 12, arbitrary: spoiltFields },
  { weight: 4, arbitrary: missingObjects },
  { weight: 4, arbitrary: oddObjects },
  { weight: 2, arbitrary: unknownStates },
  { weight: 1, arbitrary: broken },
);
export const answerAbout = withId;
