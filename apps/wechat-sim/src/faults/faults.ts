import { invalid } from '../kit/errors';
import type { Random } from '../kit/random';
import type { Settings } from '../store/settings';

/** Probabilities from 0 to 1. */
const noChance = {
  duplicatePush: 0,
  reorderPush: 0,
  delayPush: 0,
  losePush: 0,
  malformedPush: 0,
  unknownEvent: 0,
  busy: 0,
  tokenExpired: 0,
  tokenRevoked: 0,
  forbidden: 0,
  dailyQuota: 0,
  minuteQuota: 0,
  slow: 0,
  cutAnswer: 0,
  idsAsNumbers: 0,
  unknownStatus: 0,
};

const noFaults = {
  ...noChance,
  reorderPushMs: 1500,
  delayPushSeconds: 5,
  slowMs: 2000,
  searchAnswersOrders: false,
  completedStays100: false,
};

export type FaultName = keyof typeof noChance;
export type FaultSettings = typeof noFaults;

/** Switches for what goes wrong on the real platform. */
export class Faults {
  #current: FaultSettings = { ...noFaults };

  constructor(
    private readonly settings: Settings,
    private readonly random: Random,
  ) {}

  load(): void {
    this.#current = { ...noFaults, ...this.settings.get<Partial<FaultSettings>>('faults') };
  }

  get current(): Readonly<FaultSettings> {
    return this.#current;
  }

  strikes(name: FaultName): boolean {
    return this.random.chance(this.#current[name]);
  }

  change(patch: Record<string, unknown>): void {
    const { reset, ...values } = patch;
    const next: Record<string, unknown> = reset === true ? { ...noFaults } : { ...this.#current };
    for (const [name, value] of Object.entries(values)) next[name] = checked(name, value);
    this.#current = next as FaultSettings;
    this.settings.set('faults', this.#current);
  }
}

function checked(name: string, value: unknown): number | boolean {
  const known = noFaults[name as keyof FaultSettings];
  if (known === undefined) throw invalid(`there is no fault ${name}`);
  if (typeof known === 'boolean') return value === true;
  const isChance = name in noChance;
  if (typeof value !== 'number' || value < 0 || (isChance && value > 1)) throw invalid(`${name} is out of range`);
  return value;
}
