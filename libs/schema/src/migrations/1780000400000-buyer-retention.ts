import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Up to which change of their orders a store's buyers have been forgotten. */
export class BuyerRetention1780000400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE store ADD COLUMN buyers_forgotten_until timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE store DROP COLUMN buyers_forgotten_until');
  }
}
