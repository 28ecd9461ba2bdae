import { unlessRefused } from '../../tools/retail/caller.mjs';

const kinds = ['self', 'self', 'self', 'gift', 'group-gift', 'free-gift', 'group-buy'];
/** What may be done next with an order of a state, by buyers, recipients and the merchant. */
const actsOf = {
  10: ['pay', 'pay', 'pay', 'cancel'],
  12: ['accept', 'accept', 'expire'],
  13: ['complete-group'],
  20: ['ship', 'refund', 'refund'],
  21: ['ship'],
  30: ['confirm', 'refund'],
  100: ['refund'],
};

/** Buyers and merchants on the simulated platform, and merchants in the product: one act at a time, drawn from the seed. */
export class Traffic {
  acts = 0;
  /** Refunds that the product took an agreement for. */
  agreed = [];
  #orders = [];
  #afterSales = [];

  /** @param agree has the product agree to the refund of an after-sale; false when it did not take it */
  constructor({ simulator, random, appids, agree }) {
    Object.assign(this, { simulator, random, appids, agree });
  }

  async step() {
    const { random } = this;
    this.acts += 1;
    if (this.#orders.length < 4 || random.chance(0.35)) return this.#place();
    if (this.#afterSales.length > 0 && random.chance(0.4)) return this.#settle();
    return this.#act(random.pick(this.#orders));
  }

  async #place() {
    const { random } = this;
    const kind = random.pick(kinds);
    const order = { kind, pay: random.chance(0.7), ...(kind === 'group-gift' && { shares: random.whole(2, 4) }) };
    const { orderIds } = await this.simulator('POST', `/sim/api/shops/${random.pick(this.appids)}/orders`, order);
    this.#orders.push(...orderIds);
  }

  async #act(id) {
    const { order } = await this.simulator('GET', `/sim/api/orders/${id}`);
    const act = this.random.pick(actsOf[order.status] ?? ['nothing']);
    if (act === 'nothing') {
      this.#orders = this.#orders.filter((other) => other !== id);
    } else if (act === 'refund') {
      const made = await this.#unlessImpossible('POST', `/sim/api/orders/${id}/after-sales`, { type: 'REFUND' });
      if (made) this.#afterSales.push(made.afterSaleId);
      this.#orders = this.#orders.filter((other) => other !== id);
    } else {
      await this.#unlessImpossible('POST', `/sim/api/orders/${id}/${act}`, {});
    }
  }

  async #settle() {
    const id = this.random.pick(this.#afterSales);
    // Mostly the product, which may not know it yet: then it is asked again some acts later.
    if (this.random.chance(0.75)) {
      if (await this.agree(id)) this.agreed.push(id);
      return;
    }
    const act = this.random.pick(['accept', 'finish', 'finish', 'reject', 'cancel']);
    await this.#unlessImpossible('POST', `/sim/api/after-sales/${id}/${act}`, {});
    if (act !== 'accept') this.#afterSales = this.#afterSales.filter((other) => other !== id);
  }

  /** Where the state does not allow an act any more, nothing happens. */
  #unlessImpossible(method, path, body) {
    return unlessRefused(409, () => unlessRefused(400, () => this.simulator(method, path, body)));
  }
}
