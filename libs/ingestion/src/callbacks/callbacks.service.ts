import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  Clock,
  CONFIG,
  type Configuration,
  currentTraceParent,
  Database,
  inSpan,
  Metrics,
  newId,
  noteOnSpan,
  SecretBox,
} from '@zhanggui/platform';
import { type DirectoryEntry, StoreDirectory, secretContext } from '@zhanggui/stores';
import {
  CallbackRefused,
  openCallback,
  readMessage,
  subjectsOf,
  UnreadableMessage,
  verifyUrl,
  type WechatMessage,
} from '@zhanggui/wechat';
import { ComponentEvents } from './component-events';
import { Inbox } from './inbox';
import { orderOf, workOf } from './push-work';

export interface CallbackQuery {
  readonly signature?: string;
  readonly timestamp?: string;
  readonly nonce?: string;
  readonly echostr?: string;
  readonly msg_signature?: string;
}

interface Keys {
  readonly token: string;
  readonly aesKeys: readonly string[];
  /** The app id that closes the plaintext: the shop's own, or the third-party platform's for everything it receives. */
  readonly appId: string;
}

const idsOf = (store: DirectoryEntry) => ({ 'zhanggui.merchant_id': store.merchantId, 'zhanggui.store_id': store.id });

const rememberKeysMs = 30_000;
const largestKept = 64 * 1024;
/** As it came, but for the character that PostgreSQL does not keep. */
const keptText = (plaintext: string) => plaintext.slice(0, largestKept).replaceAll('\0', '\uFFFD');

/**
 * Receives the platform's pushes: verify, decrypt, keep, commit; only then `success` is answered. A push that came before
 * adds nothing; an authentic one that cannot be read, or an unknown event, is kept raw and shown.
 */
@Injectable()
export class CallbacksService {
  private readonly keys = new Map<string, { keys: Keys | undefined; until: number }>();
  /** Refused callbacks by reason, since start. */
  readonly refused = new Map<string, number>();
  private readonly inbox: Inbox;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly box: SecretBox,
    private readonly directory: StoreDirectory,
    private readonly component: ComponentEvents,
    @Inject(CONFIG) private readonly config: Configuration,
    private readonly metrics: Metrics,
  ) {
    this.inbox = new Inbox(db);
  }

  /** @returns the text to answer, or undefined when the question is not the platform's */
  async verifyAppUrl(appId: string, query: CallbackQuery): Promise<string | undefined> {
    const keys = await this.keysOfApp(appId);
    return keys && this.echo(keys, query);
  }

  verifyComponentUrl(query: CallbackQuery): string | undefined {
    const keys = this.componentKeys();
    return keys && this.echo(keys, query);
  }

  private echo(keys: Keys, { timestamp, nonce, signature, echostr }: CallbackQuery): string | undefined {
    if (!timestamp || !nonce || !signature || echostr === undefined) return undefined;
    return verifyUrl({ token: keys.token, timestamp, nonce, signature }) ? echostr : undefined;
  }

  /** Messages of a shop. @throws CallbackRefused for whatever is not authentic */
  receiveForApp(appId: string, query: CallbackQuery, body: string): Promise<void> {
    return inSpan('push', { kind: 'server' }, () => this.receiveMessage(appId, query, body));
  }

  private async receiveMessage(appId: string, query: CallbackQuery, body: string): Promise<void> {
    const keys = await this.keysOfApp(appId);
    if (!keys) throw new CallbackRefused('bad_signature');
    const { plaintext } = openCallback({ body, query, token: keys.token, aesKeys: keys.aesKeys, appId: keys.appId });
    const eventKey = createHash('sha256').update(plaintext).digest('base64url');
    const store = await this.directory.byAppId(appId);
    let message: WechatMessage | undefined;
    try {
      message = readMessage(plaintext);
    } catch (error) {
      if (!(error instanceof UnreadableMessage)) throw error;
    }
    if (!store) return this.keepUnrouted(appId, eventKey, message, plaintext);
    await this.keep(store, eventKey, message, plaintext);
  }

  /** Events of the third-party platform itself. @throws CallbackRefused */
  async receiveForComponent(query: CallbackQuery, body: string): Promise<void> {
    const keys = this.componentKeys();
    if (!keys) throw new CallbackRefused('bad_signature');
    const { plaintext } = openCallback({ body, query, token: keys.token, aesKeys: keys.aesKeys, appId: keys.appId });
    const eventKey = createHash('sha256').update(plaintext).digest('base64url');
    try {
      await this.component.keep(readMessage(plaintext), plaintext, eventKey);
    } catch (error) {
      if (!(error instanceof UnreadableMessage)) throw error;
      await this.keepUnrouted(keys.appId, eventKey, undefined, plaintext);
    }
  }

  countRefusal(reason: string): void {
    this.refused.set(reason, (this.refused.get(reason) ?? 0) + 1);
    this.metrics.refusedCallbacks.inc({ reason });
  }

  private async keep(
    store: DirectoryEntry,
    eventKey: string,
    message: WechatMessage | undefined,
    plaintext: string,
  ): Promise<void> {
    noteOnSpan({ ...idsOf(store), 'zhanggui.event': message?.event ?? 'unreadable' });
    const now = this.clock.now();
    const [subject] = message ? subjectsOf(message) : [];
    const work = subject && workOf(subject);
    const state = !message ? 'unreadable' : work ? 'waiting' : subject ? 'done' : 'unknown';
    await this.inbox.keep({
      merchantId: store.merchantId,
      providerId: store.providerId,
      storeId: store.id,
      eventKey,
      event: message?.event ?? message?.infoType ?? 'unreadable',
      subjectKind: subject?.kind ?? null,
      subjectId: subject?.id ?? null,
      orderPlatformId: subject ? orderOf(subject) : null,
      body: keptText(plaintext),
      occurredAt: message && message.createTime > 0 ? new Date(message.createTime * 1000) : now,
      receivedAt: now,
      state,
      work,
      traceParent: currentTraceParent(),
    });
  }

  private async keepUnrouted(
    appId: string,
    eventKey: string,
    message: WechatMessage | undefined,
    plaintext: string,
  ): Promise<void> {
    await this.db.systemQuery(
      `INSERT INTO unrouted_push (id, app_id, event_key, event, body, reason, received_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (app_id, event_key) DO NOTHING`,
      [
        newId(),
        appId,
        eventKey,
        message?.event ?? message?.infoType ?? null,
        keptText(plaintext),
        message ? 'unknown_app' : 'unreadable',
        this.clock.now(),
      ],
    );
  }

  private componentKeys(): Keys | undefined {
    const { component } = this.config;
    return component && { token: component.token, aesKeys: component.aesKeys, appId: component.appId };
  }

  /** A self-run shop has keys of its own; for every other app id the third-party platform's must fit. */
  private async keysOfApp(appId: string): Promise<Keys | undefined> {
    const remembered = this.keys.get(appId);
    if (remembered && remembered.until > Date.now()) return remembered.keys;
    const store = await this.directory.byAppId(appId);
    if (store?.mode !== 'self_run') return this.componentKeys();
    const keys = await this.ownKeys(store);
    this.keys.set(appId, { keys, until: Date.now() + rememberKeysMs });
    return keys;
  }

  private async ownKeys(store: DirectoryEntry): Promise<Keys | undefined> {
    const [row] = await this.db.systemQuery<{
      token_sealed: string;
      aes_key_sealed: string;
      previous_aes_key_sealed: string | null;
    }>(
      'SELECT token_sealed, aes_key_sealed, previous_aes_key_sealed FROM store_secret WHERE merchant_id = $1 AND store_id = $2',
      [store.merchantId, store.id],
    );
    if (!row) return undefined;
    const open = (sealed: string, field: string) => this.box.open(sealed, secretContext(store.id, field));
    const previous = row.previous_aes_key_sealed ? [open(row.previous_aes_key_sealed, 'aes_key')] : [];
    return {
      token: open(row.token_sealed, 'token'),
      aesKeys: [open(row.aes_key_sealed, 'aes_key'), ...previous],
      appId: store.appId,
    };
  }
}
