import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Work remembers the trace that it continues, and a platform token when it was written. Both columns are empty for rows
 * that are there already, so adding them rewrites nothing.
 */
export class TraceContextAndTokenAge1780000300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE work ADD COLUMN trace_parent text');
    await runner.query('ALTER TABLE platform_token ADD COLUMN written_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE work DROP COLUMN trace_parent');
    await runner.query('ALTER TABLE platform_token DROP COLUMN written_at');
  }
}
