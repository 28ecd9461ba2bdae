import { setTimeout as pause } from 'node:timers/promises';
import { compare } from './compare.mjs';
import { injections, pushFaults } from './injections.mjs';
import { BreakableInstallation, eventually } from './installation.mjs';
import { seeded } from './random.mjs';
import { Traffic } from './traffic.mjs';

const actEveryMs = 100;
const refundsAtLeast = 3;
/** After everything is whole again the product has this long to be right, by itself: work that failed five times rests 512 s. */
const settleSeconds = 600;

/**
 * Breaks what can break while shops sell, heals everything, and waits until the product agrees with the platform.
 * The same seed breaks the same things in the same order.
 * @param {{ seed: number, seconds: number, say?: (text: string) => void, interrupted?: Promise<never> }} options
 *   `interrupted` rejects when a person ends it: then everything is ended that was started
 * @returns what was injected, how much was sold, and every difference that is left
 */
export async function runChaos({ interrupted = new Promise(() => undefined), ...options }) {
  const installation = new BreakableInstallation();
  try {
    return await Promise.race([interrupted, breakAndCompare(installation, options)]);
  } finally {
    await installation.stop();
  }
}

async function breakAndCompare(installation, { seed, seconds, say = () => undefined }) {
  await installation.start(seed);
  say('Started; shops sell from here on.');
  const random = seeded(seed);
  const appids = installation.stores.map(({ appid }) => appid);
  const { simulator } = installation;
  const agree = (id) => installation.agreeToRefund(id);
  const traffic = new Traffic({ simulator, random: seeded(seed + 1), appids, agree });
  await installation.simulator('PUT', '/sim/api/faults', pushFaults);
  const until = Date.now() + seconds * 1000;
  // A short run goes on until there are refunds to look at.
  const isOver = () =>
    Date.now() > until && (traffic.agreed.length >= refundsAtLeast || Date.now() > until + seconds * 1000);
  const [injected] = await Promise.all([breakThings(installation, random, isOver, say), sell(traffic, isOver)]);
  await heal(installation);
  say('Healed; waiting for the product to agree with the platform.');
  const healedAt = Date.now();
  const found = await settled(installation, healedAt, traffic.agreed);
  const pushes = await pushesSeen(installation);
  return {
    seed,
    acts: traffic.acts,
    refundsAgreedTo: traffic.agreed.length,
    injected,
    pushes,
    settledMs: Date.now() - healedAt,
    found: [...found, ...installation.crashes],
  };
}

/** Every kind of injection once in a drawn order, then again, until the time is over. */
async function breakThings(installation, random, isOver, say) {
  const injected = {};
  for (let names = []; !isOver(); ) {
    if (names.length === 0) names = random.shuffled(Object.keys(injections));
    const name = names.shift();
    say(name);
    injected[name] = (injected[name] ?? 0) + 1;
    await injections[name](installation, random);
    await pause(random.whole(0, 800));
  }
  return injected;
}

async function sell(traffic, isOver) {
  while (!isOver()) {
    await traffic.step();
    await pause(actEveryMs);
  }
}

async function heal(installation) {
  await installation.simulator('PUT', '/sim/api/faults', { reset: true });
  await installation.ready(`${installation.apiUrl}/healthz`);
}

/** @returns the differences that are left when the time is over */
async function settled(installation, healedAt, agreed) {
  let found = [];
  const isEqual = async () => {
    found = await compare(installation, agreed);
    return found.length === 0;
  };
  try {
    await eventually('equality', settleSeconds, isEqual);
    // What nobody announced and no poll found would be missing in a certificate too.
    found = ['the days are not certified'];
    await certify(installation, healedAt);
    await eventually('equality', 60, isEqual);
    return [];
  } catch (error) {
    return [String(error.message), ...found];
  }
}

async function certify(installation, healedAt) {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(new Date());
  for (const { id, merchantId } of installation.stores)
    await installation.api('POST', `/api/v1/stores/${id}/certificates?merchantId=${merchantId}`, { day });
  await eventually('equal certificates', 150, async () => {
    for (const store of installation.stores) {
      const { certificates } = await installation.storeOf(store);
      const fresh = certificates.filter(({ day: of, checkedAt }) => of === day && Date.parse(checkedAt) > healedAt);
      if (fresh.length < 3 || fresh.some(({ state }) => state !== 'equal')) return false;
    }
    return true;
  });
}

/** That pushes really were lost and repeated, from the platform's own list of the newest thousand. */
async function pushesSeen(installation) {
  const { pushes } = await installation.simulator('GET', '/sim/api/pushes?limit=1000');
  return {
    looked: pushes.length,
    lost: pushes.filter(({ state }) => state === 'lost').length,
    sentAgain: pushes.filter(({ sends }) => sends > 1).length,
  };
}
