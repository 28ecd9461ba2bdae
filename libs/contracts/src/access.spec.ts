import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Assignment,
  type Grant,
  grantProblem,
  holds,
  permissions,
  rolePermissions,
  roles,
  supportPermissions,
} from './access';

const merchants = ['m1', 'm2', 'm3'];
const stores = ['s1', 's2'];
const grant: fc.Arbitrary<Grant> = fc.record({
  merchantId: fc.constantFrom(...merchants),
  storeId: fc.option(fc.constantFrom(...stores), { nil: null }),
});
const assignment: fc.Arbitrary<Assignment> = fc
  .record({
    permissions: fc.subarray([...permissions]),
    merchantId: fc.option(fc.constantFrom(...merchants), { nil: null }),
    grants: fc.oneof(fc.constant('all' as const), fc.array(grant, { maxLength: 4 })),
  })
  .map((made) =>
    made.merchantId === null || made.grants === 'all'
      ? made
      : { ...made, grants: made.grants.map((each) => ({ ...each, merchantId: made.merchantId! })) },
  );

/** Every single thing that an assignment allows: a right at a store. Written without the code under test. */
function powers(of: Assignment): Set<string> {
  const places = merchants.flatMap((merchant) => stores.map((store) => [merchant, store] as const));
  const reached = places.filter(([merchant, store]) => {
    if (of.merchantId !== null && of.merchantId !== merchant) return false;
    if (of.grants === 'all') return true;
    return of.grants.some((each) => each.merchantId === merchant && (each.storeId === null || each.storeId === store));
  });
  return new Set(of.permissions.flatMap((permission) => reached.map((place) => `${permission} ${place.join(' ')}`)));
}

describe('nobody grants what they do not hold', () => {
  it('for any person and any edit of a role or scope', () => {
    let [granted, refused] = [0, 0];
    fc.assert(
      fc.property(assignment, assignment, (granter, target) => {
        if (grantProblem(granter, target)) {
          refused += 1;
          return;
        }
        granted += 1;
        const mine = powers(granter);
        for (const power of powers(target)) expect(mine).toContain(power);
        // A place on the provider's side is never given from a merchant's.
        if (granter.merchantId !== null) expect(target.merchantId).toBe(granter.merchantId);
      }),
      { numRuns: 20_000 },
    );
    expect(granted).toBeGreaterThan(200);
    expect(refused).toBeGreaterThan(200);
  });

  it('and holds over any chain of grants: nobody at its end can do more than whoever began it', () => {
    fc.assert(
      fc.property(assignment, fc.array(assignment, { minLength: 1, maxLength: 12 }), (first, wanted) => {
        const people = [first];
        for (const [i, target] of wanted.entries())
          if (!grantProblem(people[i % people.length]!, target)) people.push(target);
        const beginning = powers(first);
        for (const person of people) for (const power of powers(person)) expect(beginning).toContain(power);
      }),
      { numRuns: 3000 },
    );
  });

  it('lets everybody give what they are themselves', () => {
    fc.assert(
      fc.property(assignment, (person) => {
        const possible =
          person.merchantId === null
            ? person.permissions
            : person.permissions.filter((p) => rolePermissions.merchant_owner.includes(p));
        expect(grantProblem(person, { ...person, permissions: possible })).toBeUndefined();
      }),
    );
  });
});

describe('role templates', () => {
  it('give a merchant’s people nothing of the provider’s side', () => {
    for (const role of roles.filter((name) => name.startsWith('merchant')))
      expect(
        rolePermissions[role].filter((permission) => ['merchant.create', 'support.enter'].includes(permission)),
      ).toEqual([]);
  });

  it('let support staff in a merchant change no store, person, role or key', () => {
    expect(supportPermissions.filter((permission) => /manage|connect|create|raw|enter/.test(permission))).toEqual([]);
  });

  it('see one store when they hold one', () => {
    const person = { merchantId: 'm1', grants: [{ merchantId: 'm1', storeId: 's1' }] };
    expect(holds(person, { merchantId: 'm1', storeId: 's1' })).toBe(true);
    expect(holds(person, { merchantId: 'm1', storeId: null })).toBe(false);
    expect(holds(person, { merchantId: 'm1', storeId: 's2' })).toBe(false);
  });
});
