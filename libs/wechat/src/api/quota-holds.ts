import { WechatError } from '../errors/wechat-error';

interface Hold {
  kind: 'quota_minute' | 'quota_day';
  code: number;
  until: Date;
}

/** Remembers which calls are out of quota, so that they are refused here instead of being sent in vain. */
export class QuotaHolds {
  private readonly holds = new Map<string, Hold>();

  hold(appId: string, path: string, hold: Hold): void {
    this.holds.set(`${appId} ${path}`, hold);
  }

  /** Throws while the quota is known to be used up. */
  check(appId: string, path: string, now: Date): void {
    if (this.holds.size === 0) return;
    const key = `${appId} ${path}`;
    const hold = this.holds.get(key);
    if (!hold) return;
    if (hold.until > now) {
      throw new WechatError({ kind: hold.kind, code: hold.code, path, permanent: false, retryAt: hold.until });
    }
    this.holds.delete(key);
  }

  /** The quota was reset by a person. */
  release(appId: string): void {
    for (const key of this.holds.keys()) if (key.startsWith(`${appId} `)) this.holds.delete(key);
  }
}
