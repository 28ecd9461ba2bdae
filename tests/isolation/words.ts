/** The sides that data belong to: two providers, two merchants of the first and one of the second. */
export const sides = ['A', 'A1', 'A2', 'B', 'B1'] as const;
export type Side = (typeof sides)[number];

const tags: Record<Side, string> = { A: 'aall', A1: 'aone', A2: 'atwo', B: 'ball', B1: 'bone' };
/** Whose words they are within a side: its two stores, its people and their things, their private views, its name. */
export type Part = 'first' | 'second' | 'people' | 'views' | 'name';

/** A word that stands in free text of this part and nowhere else. Letters only, since some fields take nothing else. */
export const word = (side: Side, part: Part): string => `canary${tags[side]}${part}`;
export const wordsOf = (side: Side, ...parts: Part[]): string[] => parts.map((part) => word(side, part));
export const allParts: readonly Part[] = ['first', 'second', 'people', 'views', 'name'];
/** The same text with the words of another side. */
export const withWordsOf = (text: string, from: Side, to: Side): string =>
  text.replaceAll(`canary${tags[from]}`, `canary${tags[to]}`);

/** Columns of free text: whatever a tenant, its buyers or its platform can write. Each holds a word. */
export const freeText: Record<string, readonly string[]> = {
  service_provider: ['name'],
  merchant: ['name'],
  store: ['name', 'username', 'nickname', 'problem'],
  inbox: ['body'],
  work: ['error_detail'],
  orders: [
    'gift',
    'sources',
    'receiver_masked',
    'customer_note',
    'merchant_note',
    'title',
    'transaction_id',
    'payer_openid',
    'recipient_openid',
  ],
  order_item: ['sku_code', 'title', 'thumb_url', 'attrs'],
  order_snapshot: ['raw'],
  order_timeline: ['detail'],
  after_sale: ['reason', 'reason_text', 'applicant_openid', 'payee_openid', 'raw'],
  refund_decision: ['user_name', 'problem'],
  store_sync: ['problem'],
  backfill: ['problem'],
  certificate: ['missing', 'surplus'],
  wechat_call: ['path', 'rid'],
  app_user: ['email', 'name'],
  own_role: ['name'],
  invitation: ['email', 'name'],
  api_key: ['name'],
  support_access: ['user_name', 'reason'],
  saved_view: ['name', 'query', 'columns'],
  user_session: ['user_agent'],
  merchant_audit: ['actor_name', 'user_agent', 'before', 'after'],
  provider_audit: ['actor_name', 'user_agent', 'before', 'after'],
};

/** Columns of text that hold something with a form: ids, keys, kinds, states, hashes, signatures, what is sealed, facts for figures. */
export const formed =
  /^(id|token_hash|password_hash|secret_hash|code_hash|hash|previous_hash|\w+_id|\w+_key|\w+_sealed|\w+_digest|signature|\w+_kind|\w+_status|kind|state|status|mode|type|queue|topic|subject|event|phase|cursor|outcome|action|page|role|scope|locale|time_zone|entry_point|error_code|discounts|facts|permissions|grants|ip|ended_by|lease_holder|permission_sets|trace_parent)$/;

/** Tables whose rows belong to no side, each with its reason. */
export const ofNobody: Record<string, string> = {
  schema_migration: 'names of migrations',
  attempt_limit: 'hashes of addresses, for sign-in',
  component_state: "the third-party platform's own ticket, sealed",
  component_event: 'events of the third-party platform before they are given to a store',
  platform_token: 'tokens by app id, sealed, for the system role alone',
  authorizer: 'authorisations by app id before they are given to a store',
  unrouted_push: 'pushes for apps that no store has',
};
