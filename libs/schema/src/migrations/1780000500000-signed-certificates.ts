import type { MigrationInterface, QueryRunner } from 'typeorm';

const columns = ['time_zone', 'app_id', 'platform_digest', 'own_digest', 'key_id', 'signature'];

/**
 * What a certificate's signature covers beyond what was kept before, and the signature. Empty for rows that are there
 * already, so adding the columns rewrites nothing; the rights and policies of the table cover them.
 */
export class SignedCertificates1780000500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE certificate ${columns.map((column) => `ADD COLUMN ${column} text`).join(', ')}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE certificate ${columns.map((column) => `DROP COLUMN ${column}`).join(', ')}`);
  }
}
