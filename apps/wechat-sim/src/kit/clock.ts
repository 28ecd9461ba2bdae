/** Milliseconds since the epoch. Tokens and push retries go by this clock. */
export interface RealClock {
  now(): number;
}

export const systemClock: RealClock = { now: () => Date.now() };

export interface ClockSetting {
  anchorReal: number;
  anchorBusiness: number;
  speed: number;
}

/** The clock of orders: starts at real now, can be set and sped up. */
export class BusinessClock {
  #setting: ClockSetting;

  constructor(readonly real: RealClock) {
    this.#setting = { anchorReal: real.now(), anchorBusiness: real.now(), speed: 1 };
  }

  nowMs(): number {
    const { anchorReal, anchorBusiness, speed } = this.#setting;
    return anchorBusiness + (this.real.now() - anchorReal) * speed;
  }

  /** Seconds since the epoch, as on the wire. */
  now(): number {
    return Math.floor(this.nowMs() / 1000);
  }

  get setting(): ClockSetting {
    return this.#setting;
  }

  set({ nowMs = this.nowMs(), speed = this.#setting.speed }: { nowMs?: number; speed?: number }): void {
    this.#setting = { anchorReal: this.real.now(), anchorBusiness: nowMs, speed };
  }

  restore(setting: ClockSetting): void {
    this.#setting = setting;
  }
}
