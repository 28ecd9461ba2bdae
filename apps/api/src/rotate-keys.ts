import 'reflect-metadata';
import { secondFactorContext } from '@zhanggui/accounts';
import { receiverContext } from '@zhanggui/ingestion';
import { readConfiguration, SecretBox } from '@zhanggui/platform';
import { CertificateKeys, nameOf, refreshTokenContext, secretContext, signCertificatesAnew } from '@zhanggui/stores';
import { DataSource } from 'typeorm';

type Row = Record<string, string>;

interface Sealed {
  readonly table: string;
  readonly column: string;
  /** Columns that name a row. */
  readonly key: readonly string[];
  readonly context: (row: Row) => string;
}

/** Everything that is kept encrypted for longer than a token lives. Tokens and tickets are replaced by themselves within hours. */
const sealed: readonly Sealed[] = [
  ...(['secret', 'token', 'aes_key'] as const).map((field) => ({
    table: 'store_secret',
    column: `${field}_sealed`,
    key: ['merchant_id', 'store_id'],
    context: (row: Row) => secretContext(row['store_id']!, field),
  })),
  {
    table: 'store_secret',
    column: 'previous_aes_key_sealed',
    key: ['merchant_id', 'store_id'],
    context: (row) => secretContext(row['store_id']!, 'aes_key'),
  },
  {
    table: 'authorizer',
    column: 'refresh_token_sealed',
    key: ['app_id'],
    context: (row) => refreshTokenContext(row['app_id']!),
  },
  {
    table: 'second_factor',
    column: 'secret_sealed',
    key: ['user_id'],
    context: (row) => secondFactorContext(row['user_id']!),
  },
  {
    table: 'orders',
    column: 'receiver_sealed',
    key: ['merchant_id', 'id'],
    context: (row) => receiverContext(row['id']!),
  },
];
const pageSize = 500;

/** Seals again, with the first of ENCRYPTION_KEYS, what an older key sealed; then the older key can be removed. */
async function rotate(source: DataSource, box: SecretBox): Promise<number> {
  let rotated = 0;
  for (const { table, column, key, context } of sealed) {
    for (;;) {
      const rows: Row[] = await source.query(
        `SELECT ${key.join(', ')}, ${column} FROM ${table} WHERE ${column} NOT LIKE $1 LIMIT ${pageSize}`,
        [`${box.currentKeyId}.%`],
      );
      if (rows.length === 0) break;
      for (const row of rows) {
        const fresh = box.seal(box.open(row[column]!, context(row)), context(row));
        const names = key.map((name, i) => `${name} = $${i + 3}`).join(' AND ');
        // A row that changed meanwhile has been sealed with the current key already.
        await source.query(`UPDATE ${table} SET ${column} = $1 WHERE ${column} = $2 AND ${names}`, [
          fresh,
          row[column],
          ...key.map((name) => row[name]),
        ]);
      }
      rotated += rows.length;
    }
  }
  return rotated;
}

const config = readConfiguration();
const source = await new DataSource({ type: 'postgres', url: config.databaseUrl }).initialize();
try {
  const sealedAnew = await rotate(source, new SecretBox(config.encryptionKeys));
  const signedAnew = await signCertificatesAnew(
    (sql, params) => source.query(sql, params),
    new CertificateKeys(config.encryptionKeys),
    (left) => {
      const why =
        left.verdict === 'unknown_key'
          ? `its key "${left.row.key_id}" is not given`
          : 'it was changed after it was signed';
      process.stdout.write(`${nameOf(left)} is not signed anew: ${why}\n`);
      // Once the former key is gone, nobody can tell any more.
      process.exitCode = 1;
    },
  );
  process.stdout.write(
    `${sealedAnew} values are sealed and ${signedAnew} certificates signed with the key "${config.encryptionKeys[0]!.id}" now\n`,
  );
} finally {
  await source.destroy();
}
