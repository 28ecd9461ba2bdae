import type { Row, SystemTx, TenantTx } from '../database/database';
import { prepared } from '../database/prepared';
import { newId } from '../ids';
import { currentTraceParent } from '../observability/tracing';

/** live: what a push or a poll announced. history: first connection and rebuilds, which must not hold up the day's work. */
export const queueNames = ['live', 'history'] as const;
export type QueueName = (typeof queueNames)[number];

/** Something to be done about one subject of one store. Asked for twice, it is one row that is wanted twice. */
export interface WorkRequest {
  readonly storeId: string;
  readonly topic: string;
  readonly subject: string;
  readonly queue: QueueName;
}

/** A row of work that this process holds until it is completed, failed or its lease ends. */
export interface HeldWork {
  readonly merchantId: string;
  readonly providerId: string;
  readonly storeId: string;
  readonly id: string;
  readonly topic: string;
  readonly subject: string;
  /** How often it had been asked for when it was taken; a larger number later means: do it again. */
  readonly wanted: number;
  readonly attempts: number;
  readonly leaseToken: string;
  readonly takenAt: Date;
  /** The trace that it was asked for in, the last one where it was asked for several times. */
  readonly traceParent: string | null;
}

/** Another process took the work over; this one must not write. */
export class LeaseLost extends Error {}

export const workAttempts = 8;
/** How long the work of a process that died is left alone; a living one renews its leases before. */
const leaseSeconds = 30;

/** Seconds until the next try: 2, 8, 32, 128, 512, then an hour. */
export const backoffSeconds = (attempts: number): number => Math.min(2 * 4 ** Math.max(attempts - 1, 0), 3600);

/** What asking again does to a row of work: it is wanted once more, counts its tries anew, and is parked no longer. */
export const wantedAgain = `ON CONFLICT (merchant_id, store_id, topic, subject) DO UPDATE SET
    wanted = work.wanted + 1,
    trace_parent = COALESCE(EXCLUDED.trace_parent, work.trace_parent),
    attempts = 0,
    queue = CASE WHEN EXCLUDED.queue = 'live' THEN 'live' ELSE work.queue END,
    available_at = LEAST(work.available_at, EXCLUDED.available_at),
    -- It stays queued where it is, unless it was parked or waits behind the history and is wanted now.
    enqueued_at = CASE WHEN work.parked_at IS NULL AND (work.lease_until >= EXCLUDED.available_at OR work.queue = 'live' OR EXCLUDED.queue = 'history')
      THEN work.enqueued_at END,
    parked_at = NULL, error_code = NULL, error_detail = NULL`;

/** $1 merchant, $2 provider, $3 from when on, $9 the trace. */
const insertWork = prepared(`
  INSERT INTO work (merchant_id, id, provider_id, store_id, queue, topic, subject, wanted, available_at, attempts, created_at, trace_parent)
  SELECT $1::uuid, t.id, $2::uuid, t.store_id, t.queue, t.topic, t.subject, 1, $3::timestamptz, 0, $3::timestamptz, $9
  FROM unnest($4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[]) AS t(id, store_id, queue, topic, subject)
  ${wantedAgain}`);

function columns(requests: readonly WorkRequest[]): unknown[] {
  // One statement may not touch a row twice, and two must not lock the same rows in opposite orders.
  const byKey = new Map(requests.map((request) => [`${request.storeId} ${request.topic} ${request.subject}`, request]));
  const unique = [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, request]) => request);
  return [
    unique.map(() => newId()),
    unique.map((request) => request.storeId),
    unique.map((request) => request.queue),
    unique.map((request) => request.topic),
    unique.map((request) => request.subject),
    currentTraceParent(),
  ];
}

/** Asks for work inside the transaction that makes it necessary; the dispatcher queues it after the commit. */
export async function requestWork(tx: TenantTx, requests: readonly WorkRequest[], now: Date): Promise<void> {
  if (requests.length === 0) return;
  await tx.query(insertWork, [tx.providerId, now, ...columns(requests)]);
}

/** The same by the system role, which names the merchant itself. */
export async function requestWorkAsSystem(
  tx: SystemTx,
  owner: { merchantId: string; providerId: string },
  requests: readonly WorkRequest[],
  now: Date,
): Promise<void> {
  if (requests.length === 0) return;
  await tx.query(insertWork, [owner.merchantId, owner.providerId, now, ...columns(requests)]);
}

/**
 * For statements of one's own transaction that a crash of PostgreSQL may forget: the commit does not wait for the disk. A
 * forgotten lease is one that its holder can no longer complete, and work that was forgotten to be queued is queued again.
 */
export const withoutWaitingForDisk = "set_config('synchronous_commit', 'off', true)";

const take = prepared(`UPDATE work SET lease_token = $3, lease_until = $4, attempts = attempts + 1
  WHERE merchant_id = $1 AND id = $2 AND parked_at IS NULL AND (lease_until IS NULL OR lease_until < $5)
  RETURNING provider_id, store_id, topic, subject, wanted, attempts, trace_parent, ${withoutWaitingForDisk}`);
const complete = prepared(
  'DELETE FROM work WHERE merchant_id = $1 AND id = $2 AND lease_token = $3 AND wanted = $4 RETURNING id',
);

/** Takes a row of work for this process. @returns undefined when it is done, parked or held by another process */
export async function takeWork(tx: SystemTx, merchantId: string, id: string, now: Date): Promise<HeldWork | undefined> {
  const leaseToken = newId();
  const [row] = await tx.query(take, [merchantId, id, leaseToken, leaseEnd(now), now]);
  if (!row) return undefined;
  return {
    merchantId,
    id,
    leaseToken,
    takenAt: now,
    providerId: row['provider_id'] as string,
    storeId: row['store_id'] as string,
    topic: row['topic'] as string,
    subject: row['subject'] as string,
    wanted: row['wanted'] as number,
    attempts: row['attempts'] as number,
    traceParent: row['trace_parent'] as string | null,
  };
}

/**
 * Ends the work inside the transaction that holds its effect.
 * @returns undefined when it is done; the work to do once more when it was asked for again meanwhile
 * @throws LeaseLost when another process holds it: the transaction must not commit
 */
export async function completeWork(tx: TenantTx, work: HeldWork): Promise<HeldWork | undefined> {
  const gone = await tx.query(complete, [work.id, work.leaseToken, work.wanted]);
  if (gone.length === 1) return undefined;
  const [held] = await tx.query<{ wanted: number }>(
    'UPDATE work SET attempts = 1 WHERE merchant_id = $1 AND id = $2 AND lease_token = $3 RETURNING wanted',
    [work.id, work.leaseToken],
  );
  if (!held) throw new LeaseLost(`Work ${work.id} was taken over`);
  return { ...work, wanted: held.wanted, attempts: 1 };
}

const leaseEnd = (now: Date) => new Date(now.getTime() + leaseSeconds * 1000);

/** The holder lives and needs longer. A lease that was lost is left to its new holder. */
export async function renewLease(tx: SystemTx, work: HeldWork, now: Date): Promise<void> {
  await tx.query(
    `UPDATE work SET lease_until = $4 WHERE merchant_id = $1 AND id = $2 AND lease_token = $3 RETURNING ${withoutWaitingForDisk}`,
    [work.merchantId, work.id, work.leaseToken, leaseEnd(now)],
  );
}

/** Leaves the work to other processes at once, as if it had never been taken. */
export async function returnLease(tx: SystemTx, work: HeldWork): Promise<void> {
  await tx.query(
    `UPDATE work SET lease_token = NULL, lease_until = NULL, enqueued_at = NULL
     WHERE merchant_id = $1 AND id = $2 AND lease_token = $3`,
    [work.merchantId, work.id, work.leaseToken],
  );
}

/** Between the pages of long work: whether it is still ours. @throws LeaseLost when another process holds it */
export async function prolongWork(tx: TenantTx, work: HeldWork, now: Date): Promise<void> {
  const rows = await tx.query(
    'UPDATE work SET lease_until = $4 WHERE merchant_id = $1 AND id = $2 AND lease_token = $3 RETURNING id',
    [work.id, work.leaseToken, leaseEnd(now)],
  );
  if (rows.length === 0) throw new LeaseLost(`Work ${work.id} was taken over`);
}

/** Gives work back, for a later try or, when it cannot succeed by itself, parked for a person. */
export async function returnWork(
  tx: SystemTx,
  work: HeldWork,
  failure: { readonly code: string; readonly detail: Row; readonly park: boolean; readonly retryAt: Date },
  now: Date,
): Promise<void> {
  await tx.query(
    `UPDATE work SET lease_token = NULL, lease_until = NULL, enqueued_at = NULL, available_at = $4, parked_at = $5, error_code = $6, error_detail = $7
     WHERE merchant_id = $1 AND id = $2 AND lease_token = $3`,
    [
      work.merchantId,
      work.id,
      work.leaseToken,
      failure.retryAt,
      failure.park ? now : null,
      failure.code,
      JSON.stringify(failure.detail),
    ],
  );
}
