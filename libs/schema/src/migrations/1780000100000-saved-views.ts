import type { MigrationInterface, QueryRunner } from 'typeorm';
import { distribute, enableRowSecurity } from '../tables';

/** Indexes for orders by the time of payment and for those of which money went back. */
const orderIndexes = {
  orders_store_paid_idx: '(merchant_id, store_id, paid_at DESC)',
  orders_paid_idx: '(merchant_id, paid_at DESC)',
  orders_provider_paid_idx: '(provider_id, paid_at DESC)',
  orders_refunded_idx: '(merchant_id, created_at DESC, id DESC) WHERE refunded_fen > 0',
  orders_provider_refunded_idx: '(provider_id, created_at DESC, id DESC) WHERE refunded_fen > 0',
};

/** Named views of lists, own and shared; and the indexes that the newer filters of the list of orders need. */
export class SavedViews1780000100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE saved_view (id uuid PRIMARY KEY, provider_id uuid NOT NULL REFERENCES service_provider (id),
      merchant_id uuid, user_id uuid NOT NULL REFERENCES app_user (id), page text NOT NULL, name text NOT NULL, query jsonb NOT NULL,
      columns text[] NOT NULL, shared boolean NOT NULL, position integer NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
      CONSTRAINT saved_view_name_key UNIQUE (user_id, page, name),
      CONSTRAINT saved_view_merchant_fk FOREIGN KEY (merchant_id, provider_id) REFERENCES merchant (id, provider_id))`);
    await distribute(runner, 'saved_view', 'reference');
    await runner.query(
      'CREATE INDEX saved_view_shared_idx ON saved_view (provider_id, merchant_id, page) WHERE shared',
    );
    await enableRowSecurity(runner, 'saved_view', { system: 'SELECT, INSERT, UPDATE, DELETE' });
    for (const [name, columns] of Object.entries(orderIndexes))
      await runner.query(`CREATE INDEX ${name} ON orders ${columns}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE saved_view');
    for (const name of Object.keys(orderIndexes)) await runner.query(`DROP INDEX ${name}`);
  }
}
