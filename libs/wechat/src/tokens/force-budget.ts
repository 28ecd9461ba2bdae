const PAUSE_MS = 30_000;
const PER_DAY = 20;
const DAY_MS = 24 * 3600 * 1000;

/** The platform allows a forced new token at most every 30 s and 20 times a day for each app. Counted per process. */
export class ForceBudget {
  private readonly spent = new Map<string, number[]>();

  /** Takes one from the budget, or answers when the next one is free. */
  take(appId: string, now: Date): Date | undefined {
    const time = now.getTime();
    const recent = (this.spent.get(appId) ?? []).filter((spentAt) => spentAt > time - DAY_MS);
    this.spent.set(appId, recent);
    const last = recent.at(-1);
    if (last !== undefined && time - last < PAUSE_MS) return new Date(last + PAUSE_MS);
    if (recent.length >= PER_DAY) return new Date((recent[0] as number) + DAY_MS);
    recent.push(time);
    return undefined;
  }
}
