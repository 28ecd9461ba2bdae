// npm run certificates:verify [-- FILE], the file being a downloaded record, which needs no database.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { builtCommand, databaseCommand, dataDir } from './database-command.mjs';

/** The installation's keys: those given, else those that npm start keeps beside its embedded database. */
function encryptionKeys() {
  if (process.env.ENCRYPTION_KEYS || process.env.DATABASE_URL) return {};
  try {
    return { ENCRYPTION_KEYS: readFileSync(path.join(dataDir, 'encryption-keys'), 'utf8').trim() };
  } catch {
    return {};
  }
}

if (process.argv[2]) builtCommand('verify-certificates', [path.resolve(process.argv[2])], encryptionKeys());
else await databaseCommand('verify-certificates', { takesFile: false, env: encryptionKeys() });
