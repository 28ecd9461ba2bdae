import { Injectable } from '@nestjs/common';
import { AuditLog } from '@zhanggui/audit';
import {
  Clock,
  Database,
  DomainError,
  NotFound,
  requestWork,
  storeCondition,
  type TenantContext,
} from '@zhanggui/platform';
import { readMessage, type Subject, subjectsOf, UnreadableMessage } from '@zhanggui/wechat';
import { orderOf, workOf } from './push-work';

/** The push is kept as it came: this release does not know what it is about. */
class PushNotUnderstood extends DomainError<'PUSH_NOT_UNDERSTOOD'> {
  constructor() {
    super('PUSH_NOT_UNDERSTOOD', 409);
  }
}

/** Takes up a kept push again, by its id. */
@Injectable()
export class ReplayPush {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  /**
   * The push is read anew by this release and asks for the work that it is about. However often: the work reads the platform's
   * present state, so the result is the same. @throws NotFound | PushNotUnderstood
   */
  async run(context: TenantContext, id: string): Promise<void> {
    const stores = storeCondition(context, 3);
    await this.db.tenant(context, async (tx) => {
      const [push] = await tx.query<{ store_id: string; body: string; event: string }>(
        `SELECT store_id, body, event FROM inbox WHERE merchant_id = $1 AND id = $2${stores.sql} FOR UPDATE`,
        [id, ...stores.params],
      );
      if (!push) throw new NotFound('push');
      const subject = subjectIn(push.body);
      const work = subject && workOf(subject);
      if (!work) throw new PushNotUnderstood();
      await tx.query(
        `UPDATE inbox SET state = 'waiting', processed_at = NULL, subject_kind = $3, subject_id = $4, order_platform_id = $5
         WHERE merchant_id = $1 AND id = $2`,
        [id, subject.kind, subject.id, orderOf(subject)],
      );
      await requestWork(tx, [{ storeId: push.store_id, ...work, queue: 'live' }], this.clock.now());
      await this.audit.write(tx, context, {
        action: 'push.replayed',
        subject: { kind: 'push', id },
        storeId: push.store_id,
        after: { name: push.event },
      });
    });
  }
}

function subjectIn(body: string): Subject | undefined {
  try {
    return subjectsOf(readMessage(body))[0];
  } catch (error) {
    if (error instanceof UnreadableMessage) return undefined;
    throw error;
  }
}
