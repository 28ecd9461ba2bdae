import { refundDecisionStates } from '@zhanggui/contracts';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { distribute, enableRowSecurity } from '../tables';

const states = refundDecisionStates.map((state) => `'${state}'`).join(', ');

/** What people decided about refunds, and how far each decision is on its way to the platform. */
export class RefundDecisions1780000600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE refund_decision (
      merchant_id uuid NOT NULL, id uuid NOT NULL, provider_id uuid NOT NULL, store_id uuid NOT NULL,
      platform_after_sale_id text NOT NULL, platform_order_id text NOT NULL,
      amount_fen bigint NOT NULL CONSTRAINT refund_decision_amount_check CHECK (amount_fen >= 0),
      state text NOT NULL CONSTRAINT refund_decision_state_check CHECK (state IN (${states})),
      user_id uuid, user_name text NOT NULL, requested_at timestamptz NOT NULL, sent_at timestamptz, ended_at timestamptz, problem jsonb,
      PRIMARY KEY (merchant_id, id),
      CONSTRAINT refund_decision_end_check CHECK ((ended_at IS NULL) = (state IN ('waiting', 'sent'))))`);
    await distribute(runner, 'refund_decision', 'tenant');
    await runner.query(`ALTER TABLE refund_decision ADD CONSTRAINT refund_decision_store_fk
      FOREIGN KEY (merchant_id, store_id, provider_id) REFERENCES store (merchant_id, id, provider_id)`);
    // One decision at a time is on its way, whoever presses how often.
    await runner.query(`CREATE UNIQUE INDEX refund_decision_open_key ON refund_decision (merchant_id, store_id, platform_after_sale_id)
      WHERE ended_at IS NULL`);
    await runner.query(
      'CREATE INDEX refund_decision_order_idx ON refund_decision (merchant_id, platform_order_id, requested_at)',
    );
    await enableRowSecurity(runner, 'refund_decision', { tenant: {}, provider: {} });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE refund_decision');
  }
}
