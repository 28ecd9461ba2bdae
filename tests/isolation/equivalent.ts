/** A condition that may go without anybody seeing or changing more, because something else says the same. */
export interface Equivalent {
  /** The role and pieces of the statement, `…` between them, the condition in brackets. */
  readonly condition: string;
  readonly reason: string;
  /**
   * What says the same: the nearest such text of the same statement, or conditions of other statements, written as above.
   * Without all of them the suite must go red.
   */
  readonly impliedBy?: RegExp | string | readonly (RegExp | string)[];
}

const narrowing =
  /\(merchant_id = ANY\(\$\d+::uuid\[\]\) OR \(merchant_id, \w+\) IN \(SELECT \* FROM unnest\(\$\d+::uuid\[\], \$\d+::uuid\[\]\)\)\)/;
const joined = 'The page of orders is joined to its stores, and both are bound to the tenant.';
const narrowed = 'The reader is narrowed to merchants by name, and all of them are of one provider.';
const ofShop = 'What waits and what was polled is joined to stores, which are bound to the tenant.';
const found = 'The row was found by key and tenant before, in the same transaction, and the key alone is unique.';
const names = 'Only names are looked up, of rows that a bound statement found, by merchant and id.';
const granted = 'The merchant of a grant and its store are both looked up within the provider.';
const leased = 'The token of the lease is random and known to its holder alone.';
const view =
  'Whoever owns a view is of one side, and the view was found by owner and side before, in the same transaction.';

/** Conditions that stay as a second wall. One that excuses no survivor any more fails `npm run isolation -- --mutate`. */
export const equivalents: readonly Equivalent[] = [
  {
    condition: 'provider: SELECT o.*, s.name AS store_name…FROM orders WHERE ⟦provider_id = $1⟧…unnest(',
    reason: joined,
    impliedBy: [/s\.provider_id = \$1/, narrowing],
  },
  {
    condition: 'provider: SELECT o.*, s.name AS store_name…unnest(…AND ⟦s.provider_id = $1⟧ JOIN merchant',
    reason: joined,
    impliedBy: [/(?<=FROM orders WHERE )provider_id = \$1/, narrowing],
  },
  {
    condition: 'provider: SELECT o.*, s.name AS store_name…FROM orders WHERE ⟦provider_id = $1⟧',
    reason: joined,
    impliedBy: /s\.provider_id = \$1/,
  },
  {
    condition: 'provider: SELECT o.*, s.name AS store_name…AND ⟦s.provider_id = $1⟧ JOIN merchant',
    reason: joined,
    impliedBy: /(?<=FROM orders WHERE )provider_id = \$1/,
  },
  {
    condition: 'tenant: SELECT o.*, s.name AS store_name…FROM orders WHERE ⟦merchant_id = $1⟧',
    reason: joined,
    impliedBy: /s\.merchant_id = \$1/,
  },
  {
    condition: 'tenant: SELECT o.*, s.name AS store_name…AND ⟦s.merchant_id = $1⟧ JOIN merchant',
    reason: joined,
    impliedBy: /(?<=FROM orders WHERE )merchant_id = \$1/,
  },
  {
    condition: 'provider: WITH shop AS…FROM work WHERE ⟦provider_id = $1⟧ GROUP BY',
    reason: ofShop,
    impliedBy: /(?<=FROM store WHERE )provider_id = \$1( AND \(merchant_id = ANY[^)]*\) OR [^)]*\)[^)]*\)\)\))?/,
  },
  {
    condition: 'provider: WITH shop AS…FROM store_sync WHERE ⟦provider_id = $1⟧ GROUP BY',
    reason: ofShop,
    impliedBy: /(?<=FROM store WHERE )provider_id = \$1( AND \(merchant_id = ANY[^)]*\) OR [^)]*\)[^)]*\)\)\))?/,
  },
  {
    condition: 'tenant: WITH shop AS…FROM work WHERE ⟦merchant_id = $1⟧ GROUP BY',
    reason: ofShop,
    impliedBy: /(?<=FROM store WHERE )merchant_id = \$1/,
  },
  {
    condition: 'tenant: WITH shop AS…FROM store_sync WHERE ⟦merchant_id = $1⟧ GROUP BY',
    reason: ofShop,
    impliedBy: /(?<=FROM store WHERE )merchant_id = \$1/,
  },
  {
    condition: 'provider: SELECT merchant_id, id, name FROM store WHERE ⟦provider_id = $1⟧ AND id = ANY(',
    reason: names,
  },
  { condition: 'provider: SELECT merchant_id, id, name FROM store WHERE provider_id = $1 AND …⟦…⟧', reason: names },
  { condition: 'tenant: SELECT merchant_id, id, name FROM store WHERE merchant_id = $1 AND …⟦…⟧', reason: names },
  {
    condition: 'provider: SELECT id AS merchant_id, name FROM merchant WHERE provider_id = $1 AND ⟦id = ANY(',
    reason: names,
  },
  {
    condition: 'tenant: SELECT id AS merchant_id, name FROM merchant WHERE id = $1 AND ⟦id = ANY(',
    reason: names,
  },
  {
    condition: 'provider: SELECT m.id, m.name…FROM app_user WHERE provider_id = $1 AND ⟦id = ANY(',
    reason: names,
  },
  {
    condition: 'tenant: SELECT m.id, m.name…FROM app_user WHERE merchant_id = $1 AND ⟦id = ANY(',
    reason: names,
  },
  { condition: 'provider: …⟦provider_id = $1⟧…unnest(', reason: narrowed, impliedBy: narrowing },
  {
    condition: 'provider: SELECT id, merchant_id, email…FROM app_user WHERE ⟦provider_id = $1⟧ AND merchant_id = ANY(',
    reason: narrowed,
    impliedBy: /merchant_id = ANY\(\$2::uuid\[\]\)/,
  },
  {
    condition: 'provider: SELECT i.id…FROM invitation i WHERE ⟦i.provider_id = $1⟧…i.merchant_id = ANY(',
    reason: narrowed,
    impliedBy: /i\.merchant_id = ANY\(\$3::uuid\[\]\)/,
  },
  {
    condition: 'provider: SELECT s.id…FROM support_access s WHERE ⟦s.provider_id = $1⟧ AND (s.merchant_id = ANY(',
    reason: narrowed,
    impliedBy: /\(s\.merchant_id = ANY\(\$2::uuid\[\]\) OR s\.user_id = \$3::uuid\)/,
  },
  {
    condition: 'system: SELECT id, name FROM merchant WHERE ⟦provider_id = $1⟧ AND id = ANY($2::uuid[])',
    reason: narrowed,
    impliedBy: /(?<!_)id = ANY\(\$2::uuid\[\]\)/,
  },
  {
    condition: 'system: SELECT id FROM merchant WHERE ⟦provider_id = $1⟧ AND id = ANY($2::uuid[])',
    reason: granted,
    impliedBy: 'system: SELECT id, merchant_id FROM store WHERE ⟦provider_id = $1⟧',
  },
  {
    condition: 'system: SELECT id, merchant_id FROM store WHERE ⟦provider_id = $1⟧ AND merchant_id = ANY(',
    reason: granted,
    impliedBy: 'system: SELECT id FROM merchant WHERE ⟦provider_id = $1⟧ AND id = ANY($2::uuid[])',
  },
  {
    condition: 'system: SELECT id, merchant_id FROM store WHERE provider_id = $1 AND …⟦',
    reason: 'Stores are only looked up; those of a grant are found among them by merchant and id.',
  },
  {
    condition: 'provider: SELECT id AS merchant_id, name FROM merchant WHERE ⟦provider_id = $1⟧ AND id = ANY(',
    reason: names,
  },
  { condition: 'tenant: SELECT id AS merchant_id, name FROM merchant WHERE ⟦id = $1⟧ AND id = ANY(', reason: names },
  {
    condition: 'tenant: SELECT merchant_id, id, name FROM store WHERE ⟦merchant_id = $1⟧ AND id = ANY(',
    reason: names,
  },
  {
    condition: 'provider: SELECT m.id, m.name…FROM app_user WHERE ⟦provider_id = $1⟧ AND id = ANY(',
    reason: names,
  },
  {
    condition: 'tenant: SELECT m.id, m.name…FROM app_user WHERE ⟦merchant_id = $1⟧ AND id = ANY(',
    reason: names,
  },
  {
    condition: 'system: UPDATE app_user SET disabled_at = $3 WHERE ⟦provider_id = $1⟧',
    reason: found,
    impliedBy:
      'system: SELECT id, merchant_id, role, role_id, scope, disabled_at FROM app_user WHERE ⟦provider_id = $1⟧',
  },
  {
    condition: 'system: UPDATE app_user SET role = $3…WHERE ⟦provider_id = $1⟧',
    reason: found,
    impliedBy:
      'system: SELECT id, merchant_id, role, role_id, scope, disabled_at FROM app_user WHERE ⟦provider_id = $1⟧',
  },
  {
    condition: 'system: UPDATE own_role SET…WHERE ⟦provider_id = $1⟧',
    reason: found,
    impliedBy: 'system: SELECT name, merchant_id, permissions FROM own_role WHERE ⟦provider_id = $1⟧',
  },
  {
    condition: 'system: UPDATE support_access SET ended_at…WHERE ⟦provider_id = $1⟧',
    reason: found,
    impliedBy: 'system: SELECT user_id, merchant_id FROM support_access WHERE ⟦provider_id = $1⟧',
  },
  {
    condition: 'system: SELECT 1 FROM app_user WHERE ⟦provider_id = $1⟧ AND role_id = $2 UNION',
    reason: found,
    impliedBy: 'system: SELECT name, merchant_id, permissions FROM own_role WHERE ⟦provider_id = $1⟧',
  },
  {
    condition: 'system: SELECT 1 FROM app_user…FROM invitation WHERE ⟦provider_id = $1⟧ AND role_id = $2',
    reason: found,
    impliedBy: 'system: SELECT name, merchant_id, permissions FROM own_role WHERE ⟦provider_id = $1⟧',
  },
  {
    condition: 'system: SELECT 1 FROM own_role WHERE ⟦provider_id = $1⟧ AND merchant_id IS NOT DISTINCT FROM',
    reason: 'A merchant is of one provider; roles of providers themselves are not changed by these trials.',
    impliedBy: /merchant_id IS NOT DISTINCT FROM \$2::uuid/,
  },
  {
    condition: 'system: SELECT permissions FROM own_role WHERE ⟦provider_id = $1⟧ AND id = $2 AND merchant_id IS NOT',
    reason: 'A role is of one merchant, and a merchant of one provider.',
    impliedBy: /merchant_id IS NOT DISTINCT FROM \$3::uuid/,
  },
  {
    condition: 'system: SELECT 1 FROM saved_view…⟦…⟧…v.page = $4 AND v.name = $5',
    reason: 'Names of views are unique for a person in the database, whatever the side.',
  },
  {
    condition: 'system: SELECT count(*)::int AS views…⟦v.provider_id = $1⟧ AND v.merchant_id IS NOT DISTINCT FROM',
    reason: view,
  },
  {
    condition: 'system: UPDATE saved_view…⟦v.provider_id = $1⟧ AND v.merchant_id IS NOT',
    reason: view,
    impliedBy:
      'system: SELECT v.id, v.user_id…⟦v.provider_id = $1⟧ AND v.merchant_id IS NOT DISTINCT FROM $2::uuid AND v.user_id = $3 AND v.id = $4',
  },
  {
    condition: 'system: UPDATE saved_view…⟦v.merchant_id IS NOT DISTINCT FROM $2::uuid⟧',
    reason: view,
    impliedBy:
      'system: SELECT v.id, v.user_id…⟦v.merchant_id IS NOT DISTINCT FROM $2::uuid⟧ AND v.user_id = $3 AND v.id = $4',
  },
  {
    condition: 'tenant: WITH folded AS…SELECT id FROM metric_delta WHERE ⟦merchant_id = $1⟧ ORDER BY id',
    reason: 'The statement deletes only deltas of the tenant.',
    impliedBy: /(?<=DELETE FROM metric_delta WHERE )merchant_id = \$1/,
  },
  {
    condition: 'tenant: WITH folded AS…FROM folded WHERE ⟦merchant_id = $1⟧ GROUP BY',
    reason: 'What is folded was deleted by the same statement, of the tenant alone.',
    impliedBy: /(?<=DELETE FROM metric_delta WHERE )merchant_id = \$1/,
  },
  { condition: 'tenant: DELETE FROM work WHERE ⟦merchant_id = $1⟧ AND id = $2 AND lease_token', reason: leased },
  {
    condition: 'system: UPDATE invitation SET accepted_at = $3 WHERE ⟦provider_id = $1⟧',
    reason: 'The invitation was found by the secret of its link, and its id is unique.',
  },
  {
    condition: 'tenant: UPDATE work SET lease_until…WHERE ⟦merchant_id = $1⟧ AND id = $2 AND lease_token',
    reason: leased,
  },
  {
    condition:
      'tenant: SELECT platform_order_id AS id FROM orders WHERE ⟦merchant_id = $1⟧ AND store_id = $2 AND platform_order_id > $3',
    reason: 'Each order is read again by its tenant before its figures are written.',
    impliedBy:
      'tenant: SELECT id, status, paid_at…FROM orders WHERE ⟦merchant_id = $1⟧ AND store_id = $2 AND platform_order_id = $3 FOR UPDATE',
  },
];
