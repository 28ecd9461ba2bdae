import type pg from 'pg';
import type { Faults } from '../faults/faults';
import type { RealClock } from '../kit/clock';
import { Heap } from '../kit/heap';
import type { Random } from '../kit/random';
import type { Writer } from '../store/writer';
import type { Send } from './http-send';
import { composeLetter, type Destination } from './letter';
import { type Push, pushesTable } from './push';

export interface PushQueueParts {
  pool: pg.Pool;
  writer: Writer;
  clock: RealClock;
  random: Random;
  faults: Faults;
  send: Send;
  destinationOf(push: Push): Destination | undefined;
  /** Seconds between the sends of one push. */
  schedule: readonly number[];
  concurrency?: number;
}

const keptPushes = 20_000;
const pruneEvery = 1000;

/**
 * Sends what is due, some at a time. Two first sends about one subject never overlap, so that without a fault switched
 * on they arrive in the order in which they arose. What is pending lies in the database and survives a restart.
 */
export class PushQueue {
  readonly #pending = new Heap<Push>(
    (one, other) => one.nextAt < other.nextAt || (one.nextAt === other.nextAt && Number(one.id) < Number(other.id)),
  );
  readonly #busySubjects = new Map<string, Push[]>();
  readonly #waiters = new Set<() => void>();
  #inFlight = 0;
  #uncommitted = 0;
  #finished = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(private readonly parts: PushQueueParts) {}

  async load(): Promise<void> {
    const { rows } = await this.parts.pool.query<{ doc: Push }>(
      "SELECT doc FROM pushes WHERE state = 'pending' ORDER BY id",
    );
    for (const { doc } of rows) this.#pending.push(doc);
    this.pump();
  }

  get pending(): number {
    return this.#pending.size + this.#inFlight;
  }

  /** Leaves once the transaction that it belongs to is committed. */
  add(push: Push): void {
    const { writer } = this.parts;
    writer.put(pushesTable, push.id, push);
    if (push.state !== 'pending') return;
    this.#uncommitted += 1;
    const queue = () => {
      this.#uncommitted -= 1;
      if (this.#closed) return;
      this.#pending.push(push);
      this.pump();
    };
    writer.settled().then(queue, () => {});
  }

  /** Starts all that is due and that there is room for. */
  pump(): void {
    const { clock, concurrency = 8 } = this.parts;
    const now = clock.now();
    while (!this.#closed && this.#inFlight < concurrency) {
      const next = this.#pending.peek();
      if (!next || next.nextAt > now) break;
      this.#pending.pop();
      const waiting = this.#busySubjects.get(next.subject);
      if (waiting) waiting.push(next);
      else void this.#deliver(next);
    }
    this.#schedulePump(now);
    if (this.isIdle()) for (const wake of [...this.#waiters]) wake();
  }

  isIdle(): boolean {
    const next = this.#pending.peek();
    return this.#inFlight === 0 && this.#uncommitted === 0 && !(next && next.nextAt <= this.parts.clock.now());
  }

  async whenIdle(timeoutMs: number): Promise<boolean> {
    await this.parts.writer.settled();
    if (this.isIdle()) return true;
    return new Promise((resolve) => {
      const finish = (idle: boolean) => {
        clearTimeout(timer);
        this.#waiters.delete(wake);
        resolve(idle);
      };
      const wake = () => finish(true);
      const timer = setTimeout(() => finish(false), timeoutMs);
      this.#waiters.add(wake);
    });
  }

  clear(): void {
    this.#pending.clear();
    for (const waiting of this.#busySubjects.values()) waiting.length = 0;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #deliver(push: Push): Promise<void> {
    this.#inFlight += 1;
    this.#busySubjects.set(push.subject, []);
    await this.#sendOnce(push);
    this.#inFlight -= 1;
    const waiting = this.#busySubjects.get(push.subject) ?? [];
    this.#busySubjects.delete(push.subject);
    for (const other of waiting) this.#pending.push(other);
    if (push.state === 'pending') this.#pending.push(push);
    else this.#countFinished();
    this.parts.writer.put(pushesTable, push.id, push);
    this.pump();
  }

  async #sendOnce(push: Push): Promise<void> {
    const { clock, random, faults, schedule } = this.parts;
    const destination = this.parts.destinationOf(push);
    const startedAt = clock.now();
    const { status, answer } = destination
      ? await this.parts.send(composeLetter(push, destination, random, startedAt))
      : { status: 0, answer: 'nobody receives this any more' };
    push.sends += 1;
    push.log.push({ at: new Date(startedAt).toISOString(), status, answer, ms: clock.now() - startedAt });
    const accepted = status === 200 && ['', 'success'].includes(answer.trim());
    const delay = schedule[push.sends - 1];
    if (accepted) {
      push.nextAt = clock.now();
      push.state = faults.strikes('duplicatePush') ? 'pending' : 'done';
    } else if (delay === undefined || !destination) {
      push.state = 'failed';
    } else {
      push.nextAt = clock.now() + delay * 1000;
    }
  }

  #schedulePump(now: number): void {
    clearTimeout(this.#timer);
    const next = this.#pending.peek();
    if (!next || this.#closed || next.nextAt <= now) return;
    this.#timer = setTimeout(() => this.pump(), Math.min(next.nextAt - now, 60_000));
    this.#timer.unref();
  }

  #countFinished(): void {
    this.#finished += 1;
    if (this.#finished % pruneEvery !== 0) return;
    const oldest = "state <> 'pending' AND id < (SELECT max(id) - $1 FROM pushes)";
    this.parts.pool.query(`DELETE FROM pushes WHERE ${oldest}`, [keptPushes]).catch(() => {});
  }
}
