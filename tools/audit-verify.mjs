// npm run audit:verify [-- FILE], the file being the one that the heads of the chains are written to.
import path from 'node:path';
import { databaseCommand, dataDir } from './database-command.mjs';

await databaseCommand('verify-audit', {
  usual: process.env.AUDIT_HEADS_FILE ?? path.join(dataDir, 'audit-heads.jsonl'),
});
