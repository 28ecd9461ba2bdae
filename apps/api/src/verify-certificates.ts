import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { isSignedBy, readDatabaseUrl, readEncryptionKeys } from '@zhanggui/platform';
import { CertificateKeys, nameOf, type StoredVerdict, subjectOf, verifyCertificates } from '@zhanggui/stores';
import { DataSource } from 'typeorm';

// Checks the signatures of all stored certificates; or, where a file is named, of one downloaded record, without a database.
const faults: Partial<Record<StoredVerdict, string>> = {
  changed: 'was changed after it was signed',
  stripped: 'has no signature, although certificates were signed by the time it was checked',
  unknown_key: 'is signed with a key that is not among ENCRYPTION_KEYS',
};

/** @returns whether nothing was changed */
async function verifyStored(): Promise<boolean> {
  const given = readEncryptionKeys();
  if (!given) throw new Error('ENCRYPTION_KEYS is missing: the keys of the signatures come from it.');
  const keys = new CertificateKeys(given);
  const source = await new DataSource({ type: 'postgres', url: readDatabaseUrl() }).initialize();
  const counts: Record<StoredVerdict, number> = { valid: 0, changed: 0, stripped: 0, unknown_key: 0, unsigned: 0 };
  try {
    for await (const judged of verifyCertificates((sql, params) => source.query(sql, params), keys)) {
      counts[judged.verdict] += 1;
      const fault = faults[judged.verdict];
      if (fault) say(`${nameOf(judged)} ${fault}`);
    }
  } finally {
    await source.destroy();
  }
  const { valid, unsigned } = counts;
  const found = counts.changed + counts.stripped + counts.unknown_key;
  say(`Signed is with the key "${keys.currentKeyId}", whose public key is ${keys.publicKey(keys.currentKeyId)}`);
  say(
    `${valid + unsigned + found} certificates, ${valid} of them signed and valid, ${unsigned} from before signing: ${found === 0 ? 'nothing was changed' : `${found} faults`}`,
  );
  return found === 0;
}

/** @returns whether the record is as it was signed, and with a key of this installation where its keys are given */
function verifyRecord(file: string): boolean {
  const { text, signature, publicKey } = readRecord(file);
  const subject = subjectOf(text);
  if (!subject) throw new Error(`${file} is not a signed record of a certificate.`);
  const { merchantId, storeId, kind, day } = subject;
  const name = `merchant ${merchantId}, store ${storeId}: ${kind} of ${day}`;
  if (!isSignedBy(publicKey, text, signature)) {
    say(`${name} was changed after it was signed`);
    return false;
  }
  say(`${name} is as it was signed`);
  const given = readEncryptionKeys();
  if (!given) {
    say(
      `Whose the key is, the file cannot prove: compare it with the public key that its maker made known, ${publicKey}`,
    );
    return true;
  }
  const keyId = new CertificateKeys(given).keyIdOf(publicKey);
  say(keyId ? `The key is "${keyId}" of this installation` : 'The key is none of this installation');
  return keyId !== undefined;
}

function readRecord(file: string): { text: string; signature: string; publicKey: string } {
  const { text, signature, publicKey } = JSON.parse(readFileSync(file, 'utf8'));
  return { text: String(text), signature: String(signature), publicKey: String(publicKey) };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const file = process.argv[2];
try {
  process.exitCode = (file ? verifyRecord(file) : await verifyStored()) ? 0 : 1;
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
