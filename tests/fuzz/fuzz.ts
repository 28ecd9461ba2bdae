import { createHash, randomBytes } from 'node:crypto';
import { WorkProcessor } from '@zhanggui/ingestion';
import fc from 'fast-check';
import { ScriptedPlatform } from '../../libs/wechat/src/testdata/scripted-platform';
import type { Caller } from '../support/caller';
import { Installation } from '../support/installation';
import { answerAbout, malformedAnswers, samplePaidFen, saneAnswer } from './answers';
import { authentic, forgeries, formats, type Keys, type Letter, plaintexts } from './letters';

const appId = 'wxfuzz0000000001';
const storeKeys: Keys = { token: 'fuzztoken', aesKey: 'k'.repeat(43), appId };
const orderPath = '/channels/ec/order/get';
const atATime = 8;
const excerpt = (text: string) => JSON.stringify(text).slice(0, 2000);

/** Where a push is kept depends on the door that it came through. */
const rowsBehind = (path: string): string => {
  const unrouted = (appId: string) =>
    `SELECT count(*)::int AS rows FROM unrouted_push WHERE event_key = $1 AND app_id = ${appId}`;
  if (path === '/wechat/component')
    return `SELECT (SELECT count(*) FROM component_event WHERE event_key = $1)::int + rows AS rows FROM (${unrouted("'wxcomponent0test'")}) AS t`;
  if (path.endsWith(appId)) return 'SELECT count(*)::int AS rows FROM inbox WHERE event_key = $1';
  return unrouted(`'${path.split('/').at(-1)}'`);
};

/** The product behind a platform that answers what it is told to. */
export class FuzzTarget {
  private orders = 0;
  private kept = new Set<string>();
  private readonly answers = new Map<string, string>();

  private constructor(
    readonly product: Installation,
    private readonly platform: ScriptedPlatform,
    private readonly store: { id: string; merchantId: string },
  ) {}

  static async start(): Promise<FuzzTarget> {
    const platform = await ScriptedPlatform.start();
    const product = await Installation.start({ wechatBaseUrl: platform.baseUrl });
    const owner: Caller = await product.person({ email: 'owner@test.example', role: 'provider_owner' });
    const { id: merchantId } = await owner.post<{ id: string }>('/api/v1/merchants', { name: 'Fuzz' });
    const { id } = await owner.post<{ id: string }>('/api/v1/stores', {
      mode: 'self_run',
      merchantId,
      name: 'Fuzz',
      appid: appId,
      secret: 'secret',
      token: storeKeys.token,
      aesKey: storeKeys.aesKey,
    });
    await product.database.owner.query('DELETE FROM work');
    const target = new FuzzTarget(product, platform, { id, merchantId });
    platform.script('/cgi-bin/stable_token', { json: { access_token: 'token', expires_in: 7200 } });
    platform.on(orderPath, ({ body }) => ({
      text: target.answers.get(String(body['order_id'])) ?? '{"errcode":100002}',
    }));
    return target;
  }

  async stop(): Promise<void> {
    await this.product.stop();
    await this.platform.stop();
  }

  /** Authentic pushes of any content and forgeries of every kind. @throws with the smallest input that breaks a rule */
  async fuzzDoor(inputs: number, seed: number): Promise<void> {
    const component = this.product.config.component!;
    const componentKeys: Keys = { token: component.token, aesKey: component.aesKeys[0]!, appId: component.appId };
    const doors = [
      { path: `/wechat/apps/${appId}`, keys: storeKeys },
      { path: '/wechat/component', keys: componentKeys },
      { path: '/wechat/apps/wxnobodyknows001', keys: componentKeys },
    ];
    const letters = fc.constantFrom(...doors).chain(({ path, keys }) =>
      fc.record({
        path: fc.constant(path),
        letters: fc.oneof(
          // Some come again, in another form.
          fc
            .tuple(plaintexts, fc.array(formats, { minLength: 1, maxLength: 3 }))
            .map(([plaintext, sent]) => sent.map((format) => authentic(plaintext, keys, format))),
          forgeries(keys).map((letter) => [letter]),
        ),
      }),
    );
    await this.inParallel(inputs, seed, letters, async ({ path, letters: sent }) => {
      for (const letter of sent) await this.deliver(path, letter);
    });
    await this.countKept();
  }

  private async deliver(path: string, { query, body, plaintext }: Letter): Promise<void> {
    const answer = await this.product.api.inject({
      method: 'POST',
      url: `${path}?${query}`,
      payload: body,
      headers: { 'content-type': 'text/xml' },
    });
    const isTooLarge = Buffer.byteLength(body) > 65_536;
    if (plaintext === undefined || isTooLarge) {
      if (answer.statusCode < 400 || answer.statusCode >= 500)
        throw new Error(`${path} answered a forgery with ${answer.statusCode}`);
      return;
    }
    if (answer.statusCode !== 200 || answer.body !== 'success')
      throw new Error(`${path} answered ${answer.statusCode} to the authentic push ${excerpt(plaintext)}`);
    // What the bytes say: a lone surrogate has none of its own.
    const key = createHash('sha256').update(Buffer.from(plaintext).toString()).digest('base64url');
    const [{ rows }] = await this.product.database.owner.query(rowsBehind(path), [key]);
    const isTicket = path === '/wechat/component' && plaintext.includes('component_verify_ticket');
    if (rows === 0 && isTicket) return;
    if (rows !== 1) throw new Error(`kept ${rows} times: the authentic push ${excerpt(plaintext)}`);
    this.kept.add(key);
  }

  /** Nothing that was forged left a row. */
  private async countKept(): Promise<void> {
    const [row] = await this.product.database.owner.query(
      'SELECT count(DISTINCT event_key)::int AS n FROM (SELECT event_key FROM inbox UNION SELECT event_key FROM unrouted_push UNION SELECT event_key FROM component_event) AS t',
    );
    if (row.n !== this.kept.size) throw new Error(`${row.n} pushes are kept of ${this.kept.size} authentic ones`);
    await this.product.database.owner.query('DELETE FROM work');
  }

  /**
   * An order whose first answer is malformed: the work is done, tried later or parked, and with the next push and a sane
   * answer the order is right. @throws with the smallest answer that breaks a rule
   */
  async fuzzAnswers(inputs: number, seed: number): Promise<void> {
    const before = await this.sums();
    let asked = 0;
    await this.inParallel(inputs, seed, malformedAnswers, async (answer) => {
      asked += 1;
      this.orders += 1;
      const id = String(3_800_000_000_000_000_000n + BigInt(this.orders));
      this.answers.set(id, answerAbout(answer, id));
      const first = await this.workOn(id, 'channels_ec_order_new');
      if (!['done', 'later', 'parked'].includes(first))
        throw new Error(`the work is ${first} after the answer ${excerpt(answer)}`);
      this.answers.set(id, saneAnswer(id));
      const second = await this.workOn(id, 'channels_ec_order_pay');
      if (second !== 'done')
        throw new Error(`the work is ${second} after a sane answer; before it came ${excerpt(answer)}`);
      const [order] = await this.product.database.owner.query(
        'SELECT status, paid_fen::int AS paid, title FROM orders WHERE store_id = $1 AND platform_order_id = $2',
        [this.store.id, id],
      );
      if (order?.status !== 'to_ship' || order.paid !== samplePaidFen || order.title !== 'Tea tin')
        throw new Error(`the order is ${JSON.stringify(order)} after a sane answer; before it came ${excerpt(answer)}`);
      this.answers.delete(id);
    });
    const after = await this.sums();
    const right = {
      orders: before.orders + asked,
      held: before.held + asked,
      gmv: before.gmv + asked * samplePaidFen,
      refund: before.refund,
    };
    if (JSON.stringify(after) !== JSON.stringify(right))
      throw new Error(`the figures are ${JSON.stringify(after)} instead of ${JSON.stringify(right)}`);
  }

  /** A push about the order, and what came of the work that it asks for. */
  private async workOn(id: string, event: string): Promise<string> {
    const plaintext = `{"ToUserName":"gh_fuzz","CreateTime":1767225761,"Event":"${event}","order_info":{"order_id":${id}},"n":"${randomBytes(8).toString('hex')}"}`;
    const { query, body } = authentic(plaintext, storeKeys, 'json');
    const { statusCode } = await this.product.api.inject({
      method: 'POST',
      url: `/wechat/apps/${appId}?${query}`,
      payload: body,
    });
    if (statusCode !== 200) throw new Error(`the push was answered with ${statusCode}`);
    const [work] = await this.product.database.owner.query(
      'SELECT merchant_id, id FROM work WHERE store_id = $1 AND subject = $2',
      [this.store.id, id],
    );
    return this.product.worker.get(WorkProcessor).process({ merchantId: work.merchant_id, id: work.id });
  }

  private async sums(): Promise<{ orders: number; held: number; gmv: number; refund: number }> {
    const [row] = await this.product.database.owner.query(
      `SELECT COALESCE(sum(orders), 0)::int AS orders, (SELECT count(*) FROM orders)::int AS held, COALESCE(sum(gmv_fen), 0)::bigint::text AS gmv,
         COALESCE(sum(refund_fen), 0)::bigint::text AS refund FROM metric_delta`,
    );
    return { orders: row.orders, held: row.held, gmv: Number(row.gmv), refund: Number(row.refund) };
  }

  /** Runs the property on several strands; each has a seed of its own and shrinks what it finds. */
  private async inParallel<T>(
    inputs: number,
    seed: number,
    arbitrary: fc.Arbitrary<T>,
    check: (input: T) => Promise<void>,
  ): Promise<void> {
    const strand = (number: number) =>
      fc.assert(fc.asyncProperty(arbitrary, check), {
        numRuns: Math.ceil(inputs / atATime),
        seed: (seed * 31 + number) | 0,
        reporter: ({ failed, errorInstance, seed: of, numRuns, numShrinks }) => {
          if (failed)
            throw new Error(
              `${(errorInstance as Error).message} (seed ${of}, input ${numRuns}, made smaller ${numShrinks} times)`,
            );
        },
      });
    const results = await Promise.allSettled(Array.from({ length: atATime }, (_, number) => strand(number)));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }
}
