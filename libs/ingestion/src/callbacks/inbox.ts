import { type Database, newId, prepared, wantedAgain } from '@zhanggui/platform';
import type { Topic } from '@zhanggui/stores';

/** An authentic push as it is kept, and the work that it asks for. */
export interface InboxPush {
  readonly merchantId: string;
  readonly providerId: string;
  readonly storeId: string;
  /** What makes it the same push when it comes again. */
  readonly eventKey: string;
  readonly event: string;
  readonly subjectKind: string | null;
  readonly subjectId: string | null;
  readonly orderPlatformId: string | null;
  readonly body: string;
  readonly occurredAt: Date;
  readonly receivedAt: Date;
  readonly state: 'waiting' | 'done' | 'unknown' | 'unreadable';
  readonly work: { readonly topic: Topic; readonly subject: string } | undefined;
  readonly traceParent: string | null;
}

interface Waiting {
  readonly push: InboxPush;
  readonly kept: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Pushes and the work they ask for, in one statement: of each push either both are there or neither. Rows are taken in the
 * order of their keys, so that two processes that keep the same pushes never wait for each other in a circle.
 */
const keepPushes = prepared(`WITH asked AS (
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
      $11::timestamptz[], $12::timestamptz[], $13::text[], $14::uuid[], $15::text[], $16::text[], $17::text[])
    AS t(merchant_id, id, provider_id, store_id, event_key, event, subject_kind, subject_id, order_platform_id, body,
      occurred_at, received_at, state, work_id, topic, subject, trace_parent)
  ), push AS (
    INSERT INTO inbox (merchant_id, id, provider_id, store_id, event_key, event, subject_kind, subject_id, order_platform_id, body,
      occurred_at, received_at, state)
    SELECT merchant_id, id, provider_id, store_id, event_key, event, subject_kind, subject_id, order_platform_id, body,
      occurred_at, received_at, state FROM asked ORDER BY merchant_id, store_id, event_key
    ON CONFLICT (merchant_id, store_id, event_key) DO NOTHING RETURNING merchant_id, id
  )
  INSERT INTO work (merchant_id, id, provider_id, store_id, queue, topic, subject, wanted, available_at, attempts, created_at, trace_parent)
  SELECT DISTINCT ON (merchant_id, store_id, topic, subject)
    merchant_id, work_id, provider_id, store_id, 'live', topic, subject, 1, received_at, 0, received_at, trace_parent
  FROM asked JOIN push USING (merchant_id, id) WHERE topic IS NOT NULL
  ORDER BY merchant_id, store_id, topic, subject, received_at
  ${wantedAgain}`);

const largestBatch = 100;
/** Statements under way at once; what arrives meanwhile goes together into the next. */
const atOnce = 6;

/**
 * Keeps pushes: those that arrive while others are being written share one statement and one commit. Alone, a push is
 * written at once; in a flood, PostgreSQL waits for its disk once for many.
 */
export class Inbox {
  private waiting: Waiting[] = [];
  private writing = 0;
  private isPlanned = false;

  constructor(private readonly db: Database) {}

  /** Resolves when the push and its work are committed, or were there before. */
  keep(push: InboxPush): Promise<void> {
    return new Promise((kept, failed) => {
      this.waiting.push({ push, kept, failed });
      if (this.isPlanned) return;
      this.isPlanned = true;
      // After everything else that arrived in the same moment.
      setImmediate(() => {
        this.isPlanned = false;
        this.writeNext();
      });
    });
  }

  private writeNext(): void {
    while (this.writing < atOnce && this.waiting.length > 0) {
      const batch = this.waiting.splice(0, largestBatch);
      this.writing += 1;
      void this.write(batch).finally(() => {
        this.writing -= 1;
        this.writeNext();
      });
    }
  }

  private async write(batch: readonly Waiting[]): Promise<void> {
    try {
      await this.db.systemQuery(keepPushes, columns(batch.map(({ push }) => push)));
      for (const { kept } of batch) kept();
    } catch (error) {
      // A row that PostgreSQL refuses must not take the others with it.
      if (batch.length > 1 && isAboutRows(error)) for (const one of batch) await this.write([one]);
      else for (const { failed } of batch) failed(error);
    }
  }
}

/** Refused data, a violated constraint, or a deadlock (SQLSTATE classes 22, 23 and 40), and not a server that is away. */
const isAboutRows = (error: unknown): boolean => /^(22|23|40)/.test(String((error as { code?: unknown }).code));

function columns(pushes: readonly InboxPush[]): unknown[] {
  const of = (value: (push: InboxPush) => unknown) => pushes.map(value);
  return [
    of((push) => push.merchantId),
    of(() => newId()),
    of((push) => push.providerId),
    of((push) => push.storeId),
    of((push) => push.eventKey),
    of((push) => push.event),
    of((push) => push.subjectKind),
    of((push) => push.subjectId),
    of((push) => push.orderPlatformId),
    of((push) => push.body),
    of((push) => push.occurredAt.toISOString()),
    of((push) => push.receivedAt.toISOString()),
    of((push) => push.state),
    of(() => newId()),
    of((push) => push.work?.topic ?? null),
    of((push) => push.work?.subject ?? null),
    of((push) => push.traceParent),
  ];
}
