import type { Redis } from 'ioredis';

/** A hint for open screens that something of a store changed. Carries no data: the screen asks again. */
export interface LiveUpdate {
  readonly providerId: string;
  readonly merchantId: string;
  readonly storeId: string;
  readonly topic: 'orders' | 'stores' | 'work';
}

const channel = 'zhanggui:live';

/** Publishing side. A lost hint is harmless: screens also ask again by themselves. */
export class LivePublisher {
  private readonly waiting = new Map<string, LiveUpdate>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly redis: Redis,
    private readonly batchMs = 250,
  ) {}

  /** Bundles hints of the same store and topic for a moment. */
  publish(update: LiveUpdate): void {
    this.waiting.set(`${update.storeId}:${update.topic}`, update);
    this.timer ??= setTimeout(() => this.flush(), this.batchMs);
  }

  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.waiting.size === 0) return;
    const updates = [...this.waiting.values()];
    this.waiting.clear();
    // Screens poll as well, so an unreachable Redis only makes them slower.
    this.redis.publish(channel, JSON.stringify(updates)).catch(() => undefined);
  }
}

/** Receiving side: one subscription per process, fanned out to the open screens. */
export class LiveSubscriber {
  private readonly listeners = new Set<(update: LiveUpdate) => void>();

  constructor(private readonly redis: Redis) {
    redis.on('message', (_channel: string, text: string) => {
      for (const update of JSON.parse(text) as LiveUpdate[]) for (const listener of this.listeners) listener(update);
    });
  }

  async start(): Promise<void> {
    await this.redis.subscribe(channel);
  }

  /** @returns a function that ends the subscription */
  listen(listener: (update: LiveUpdate) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
