import type { CallLimiter } from '@zhanggui/wechat';
import type { Redis } from 'ioredis';

/**
 * A leaky bucket per shop in Redis (GCRA): answers how long to wait for the next free slot. Time is Redis' own.
 * KEYS[1] bucket, ARGV[1] microseconds per call, ARGV[2] microseconds of burst.
 */
const script = `
local now = redis.call('TIME'); local t = now[1] * 1000000 + now[2]
local at = tonumber(redis.call('GET', KEYS[1]) or t)
if at < t then at = t end
local wait = at - tonumber(ARGV[2]) - t
redis.call('SET', KEYS[1], at + tonumber(ARGV[1]), 'PX', 60000)
if wait < 0 then return 0 end
return math.ceil(wait / 1000)`;

/** Spreads the calls of all processes for one shop; without Redis each process keeps to the limit by itself. */
export class SharedCallLimiter implements CallLimiter {
  private readonly local = new Map<string, number>();
  private readonly spacingUs: number;

  constructor(
    private readonly redis: Redis,
    callsPerSecond: number,
  ) {
    this.spacingUs = Math.max(1, Math.round(1_000_000 / callsPerSecond));
    this.redis.defineCommand('zhangguiTakeSlot', { numberOfKeys: 1, lua: script });
  }

  async take(appId: string): Promise<number> {
    const commands = this.redis as Redis & {
      zhangguiTakeSlot(key: string, spacing: number, burst: number): Promise<number>;
    };
    try {
      return await commands.zhangguiTakeSlot(`{zhanggui-calls}:${appId}`, this.spacingUs, 1_000_000);
    } catch {
      return this.takeLocally(appId);
    }
  }

  private takeLocally(appId: string): number {
    const now = Date.now() * 1000;
    const at = Math.max(this.local.get(appId) ?? now, now);
    this.local.set(appId, at + this.spacingUs);
    return Math.max(0, Math.ceil((at - 1_000_000 - now) / 1000));
  }
}
