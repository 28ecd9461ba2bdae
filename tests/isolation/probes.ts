import type { Attacker, Book } from './world';

/** What the description of the API says of a route, as far as probes need it. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly properties?: Record<string, Schema>;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
}
interface Operation {
  readonly parameters?: readonly { name: string; in: 'path' | 'query'; required: boolean; schema: Schema }[];
  readonly requestBody?: { content: Record<string, { schema: Schema }> };
  readonly responses: Record<string, { content?: Record<string, unknown> }>;
}
export interface ApiDescription {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, Schema> };
}

/** One request. `of` is whose ids it names: one's own, somebody else's, or ids that exist nowhere. */
export interface Probe {
  readonly route: string;
  readonly what: string;
  readonly of: string;
  readonly method: string;
  readonly url: string;
  readonly body?: unknown;
}

const id =
  (key: keyof Book) =>
  (book: Book): unknown =>
    book[key];
const fixed =
  (value: unknown) =>
  (_: Book): unknown =>
    value;
const cursorOf = (book: Book) => Buffer.from(JSON.stringify([book.at, book.orderId])).toString('base64url');
const grantsOf = (book: Book) => [{ merchantId: book.merchantId, storeId: book.storeId }];

/**
 * A value for every parameter and field, by its name, or by route and name where names mean different things. A route that
 * has one which is not here fails the suite: add its line.
 */
const ids: Record<string, (book: Book) => unknown> = {
  merchantId: id('merchantId'),
  storeId: id('storeId'),
  orderId: id('orderId'),
  workId: id('workId'),
  pushId: id('pushId'),
  viewId: id('viewId'),
  afterSaleId: id('afterSaleId'),
  sessionId: id('sessionId'),
  roleId: id('roleId'),
  '/api/v1/people/invitations/{id} id': id('invitationId'),
  '/api/v1/people/{id} id': id('personId'),
  '/api/v1/people/{id}/disabled id': id('personId'),
  '/api/v1/roles/{id} id': id('roleId'),
  '/api/v1/keys/{id} id': id('keyId'),
  '/api/v1/support/{id}/end id': id('supportId'),
  actorId: id('personId'),
  subjectId: id('personId'),
  supportAccessId: id('supportId'),
  platformOrderId: id('platformOrderId'),
  platformGiftId: id('platformGiftId'),
  search: id('text'),
  cursor: cursorOf,
  grants: grantsOf,
  '/api/v1/views query': (book) => ({ merchant: book.merchantId, store: book.storeId }),
  '/api/v1/views/{viewId} query': (book) => ({ merchant: book.merchantId, store: book.storeId }),
  '/api/v1/stores/{storeId}/certificates/{kind}/{day} day': id('certifiedDay'),
  '/api/v1/auth/login email': id('email'),
  '/api/v1/auth/email email': id('email'),
  '/api/v1/people/invitations email': id('email'),
  appid: id('appid'),
};
const constants: Record<string, (book: Book) => unknown> = {
  limit: fixed(200),
  status: fixed('to_ship'),
  from: fixed('2020-01-01T00:00:00Z'),
  to: fixed('2100-01-01T00:00:00Z'),
  paidFrom: fixed('2020-01-01T00:00:00Z'),
  paidTo: fixed('2100-01-01T00:00:00Z'),
  countedFrom: fixed('2020-01-01'),
  countedTo: fixed('2100-01-01'),
  isGift: fixed(true),
  refunded: fixed(false),
  timeZone: fixed('Asia/Bangkok'),
  password: fixed('a wrong and long password'),
  currentPassword: fixed('a wrong and long password'),
  newPassword: fixed('another long password'),
  code: fixed('000000'),
  token: fixed('no-token-that-anybody-was-given-before-now'),
  name: fixed('A name'),
  reason: fixed('Looks into it'),
  '/api/v1/orders/{orderId}/notes text': fixed('A note'),
  amountFen: id('refundFen'),
  minutes: fixed(30),
  days: fixed(30),
  day: fixed('2026-01-01'),
  '/api/v1/stores/{storeId}/certificates/{kind}/{day} kind': fixed('orders'),
  permissions: fixed(['order.read']),
  disabled: fixed(true),
  columns: fixed(['id']),
  shared: fixed(true),
  position: fixed(1),
  secret: fixed('secret'),
  aesKey: fixed('k'.repeat(43)),
  locale: fixed('en'),
  role: fixed('merchant_clerk'),
  mode: fixed('self_run'),
};
/** Names that are known elsewhere too may be refused; nothing else may tell an id that exists from one that does not. */
export const tellsOnPurpose: Record<string, string> = {
  'POST /api/v1/auth/email email': 'an e-mail address belongs to one person of the whole installation',
  'POST /api/v1/support merchantId': 'support access may be opened to any merchant of the provider, found by name',
  'POST /api/v1/stores appid': 'a shop of the platform belongs to one store of the whole installation',
};

export class NoValue extends Error {}

export function routesOf(api: ApiDescription): [method: string, path: string, operation: Operation][] {
  return Object.entries(api.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]): [string, string, Operation] => [
      method.toUpperCase(),
      path,
      operation,
    ]),
  );
}

/** Every probe of one attacker. @throws NoValue for a parameter or field that no generator knows */
export function probesFor(api: ApiDescription, attacker: Attacker, nowhere: Book): Probe[] {
  return routesOf(api).flatMap(([method, path, operation]) =>
    probesOf(api, method, path, operation, attacker, nowhere),
  );
}

function probesOf(
  api: ApiDescription,
  method: string,
  path: string,
  operation: Operation,
  { own, foreign }: Attacker,
  nowhere: Book,
): Probe[] {
  const parameters = operation.parameters ?? [];
  const inPath = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
  const inQuery = parameters.filter((parameter) => parameter.in === 'query');
  const content = operation.requestBody?.content;
  const fields = content ? Object.entries(fieldsOf(api, Object.values(content)[0]!.schema)) : [];
  const generatorOf = (name: string, schema?: Schema) => {
    const known = ids[`${path} ${name}`] ?? ids[name] ?? constants[`${path} ${name}`] ?? constants[name];
    if (known) return known;
    const choice = schema?.enum ?? schema?.items?.enum;
    if (choice) return fixed(choice[0]);
    throw new NoValue(`No value is known for "${name}" of ${method} ${path}: add it to tests/isolation/probes.ts`);
  };
  const isId = (name: string) => `${path} ${name}` in ids || name in ids;
  const hasScope = inQuery.some(({ name }) => name === 'merchantId');
  const probes: Probe[] = [];
  /** Everything is one's own but what `named` says. */
  const add = (what: string, book: Book, named: readonly string[], query: readonly string[] = []) => {
    const of = (name: string, place = name) => (named.includes(place) ? book : own);
    const url = path.replace(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(String(generatorOf(name)(of(name, 'path')))),
    );
    const search = new URLSearchParams();
    for (const { name, required, schema } of inQuery)
      if (required || query.includes(name)) search.set(name, String(generatorOf(name, schema)(of(name))));
    const body = Object.fromEntries(
      fields.flatMap(([name, schema]) => {
        // A role of one's own is named together with its kind.
        if (name === 'role' && named.includes('body roleId')) return [[name, 'merchant_own']];
        if (name === 'roleId' && !named.includes('body roleId')) return [];
        if (name === 'email' && !named.includes('body email') && !path.endsWith('/login'))
          return [[name, 'somebody.new@test.example']];
        if (name === 'grants' && !named.includes('body grants')) return [[name, null]];
        if (name === 'appid' && !named.includes('body appid')) return [[name, 'wxnew000000000001']];
        return [[name, generatorOf(name, schema)(of(name, `body ${name}`))]];
      }),
    );
    const probe = {
      route: `${method} ${path}`,
      what,
      of: book.name,
      method,
      url: `${url}${search.size > 0 ? `?${search}` : ''}`,
      ...(content ? { body } : {}),
    };
    // Somebody else may share some of one's own ids: what asks for nothing else is one's own.
    const asksTheSame = (other: Probe) =>
      other.url === probe.url &&
      JSON.stringify(other.body) === JSON.stringify(probe.body) &&
      (other.of === probe.of || other.of === own.name);
    if (!probes.some(asksTheSame)) probes.push(probe);
  };
  const filters = inQuery.filter(({ name, required }) => !required && name !== 'merchantId' && name !== 'storeId');
  add('own', own, []);
  if (fields.some(([name]) => name === 'grants')) add('own body grants', own, ['body grants']);
  for (const { name } of filters) add(`own ${name}`, own, [], [name]);
  if (hasScope) {
    for (const { name } of filters) {
      add(`own ${name} in own merchant`, own, [], ['merchantId', name]);
      add(`own ${name} in own store`, own, [], ['merchantId', 'storeId', name]);
    }
    add('own merchant', own, [], ['merchantId']);
    add('own store', own, [], ['merchantId', 'storeId']);
  }
  for (const book of [...foreign, nowhere]) {
    if (inPath.length > 0) {
      add('id', book, ['path']);
      if (hasScope) {
        add('id in own merchant', book, ['path'], ['merchantId']);
        add('id in its merchant', book, ['path', 'merchantId'], ['merchantId']);
      }
    }
    if (hasScope) {
      add('merchant', book, ['merchantId'], ['merchantId']);
      add('store', book, ['storeId'], ['storeId']);
      add('store in own merchant', book, ['storeId'], ['merchantId', 'storeId']);
      add('merchant and store', book, ['merchantId', 'storeId'], ['merchantId', 'storeId']);
    }
    for (const { name } of filters)
      if (isId(name)) {
        add(name, book, [name], [name]);
        if (hasScope) add(`${name} in own merchant`, book, [name], ['merchantId', name]);
      }
    for (const [name] of fields) if (isId(name)) add(`body ${name}`, book, [`body ${name}`]);
  }
  return probes;
}

function fieldsOf(api: ApiDescription, schema: Schema): Record<string, Schema> {
  if (schema.$ref) return fieldsOf(api, api.components.schemas[schema.$ref.split('/').at(-1)!]!);
  return { ...Object.assign({}, ...(schema.allOf ?? []).map((part) => fieldsOf(api, part))), ...schema.properties };
}
