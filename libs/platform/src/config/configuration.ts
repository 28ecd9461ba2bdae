import { plainToInstance, Transform, Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, IsUrl, Matches, Max, Min, ValidateIf, validateSync } from 'class-validator';

/** One line of meaning per variable, printed into `.env.example` and held against it by a test. */
export const variableMeanings = new Map<string, { meaning: string; example: string }>();

/** Records what a variable means and its value in `.env.example` (an empty example is written commented out). */
function Meaning(meaning: string, example = ''): PropertyDecorator {
  return (_target, name) => {
    variableMeanings.set(String(name), { meaning, example });
  };
}

const databaseUrl = { protocols: ['postgres', 'postgresql'], require_tld: false, require_protocol: true };
const redisUrl = { protocols: ['redis', 'rediss'], require_tld: false, require_protocol: true };
const webUrl = { protocols: ['http', 'https'], require_tld: false, require_protocol: true };
const componentGiven = (env: Environment) =>
  [
    env.WECHAT_COMPONENT_APPID,
    env.WECHAT_COMPONENT_SECRET,
    env.WECHAT_COMPONENT_TOKEN,
    env.WECHAT_COMPONENT_AES_KEY,
  ].some((value) => value !== undefined);
const adminGiven = (env: Environment) => env.ADMIN_EMAIL !== undefined || env.ADMIN_PASSWORD !== undefined;

/** Every environment variable that the api and the worker read. */
export class Environment {
  @Meaning(
    "PostgreSQL, as the owner of the schema; migrations create the application's own roles",
    'postgres://app_owner:password@localhost:5432/zhanggui',
  )
  @IsUrl(databaseUrl)
  DATABASE_URL: string;

  @Meaning('Redis, used for queues, limits and live updates; may be emptied at any time', 'redis://localhost:6379')
  @IsUrl(redisUrl)
  REDIS_URL: string;

  @Meaning(
    'Keys for secrets, personal data and signatures, the current one first: id:base64 of 32 bytes, separated by commas',
    'k1:base64-of-32-random-bytes',
  )
  @Matches(/^[\w-]{1,32}:[A-Za-z0-9+/]{43}=(,[\w-]{1,32}:[A-Za-z0-9+/]{43}=)*$/)
  ENCRYPTION_KEYS: string;

  @Meaning('Port of the admin and the API', '3000')
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(65535)
  PORT = 3000;

  @Meaning('Address that the API listens on', '0.0.0.0')
  @IsString()
  HOST = '0.0.0.0';

  @Meaning('Address at which people and the platform reach this installation', 'http://localhost:3000')
  @IsOptional()
  @IsUrl(webUrl)
  PUBLIC_URL?: string;

  @Meaning("WeChat's server API, or a simulator's", 'https://api.weixin.qq.com')
  @IsUrl(webUrl)
  WECHAT_API_BASE_URL = 'https://api.weixin.qq.com';

  @Meaning('App id of the third-party platform (all four or none)')
  @ValidateIf(componentGiven)
  @IsString()
  WECHAT_COMPONENT_APPID?: string;

  @Meaning('Its secret')
  @ValidateIf(componentGiven)
  @IsString()
  WECHAT_COMPONENT_SECRET?: string;

  @Meaning('Its message token')
  @ValidateIf(componentGiven)
  @IsString()
  WECHAT_COMPONENT_TOKEN?: string;

  @Meaning('Its EncodingAESKey; the former one may follow after a comma while it is being replaced')
  @ValidateIf(componentGiven)
  @Matches(/^[A-Za-z0-9]{43}(,[A-Za-z0-9]{43})?$/)
  WECHAT_COMPONENT_AES_KEY?: string;

  @Meaning('E-mail of the first provider owner, created when there is no user yet (with ADMIN_PASSWORD)')
  @ValidateIf(adminGiven)
  @Matches(/^[^\s@]+@[^\s@]+$/)
  ADMIN_EMAIL?: string;

  @Meaning('Password of the first provider owner, at least 12 characters')
  @ValidateIf(adminGiven)
  @Matches(/^.{12,200}$/)
  ADMIN_PASSWORD?: string;

  @Meaning('Lanes per queue: 1 on one machine, 16 on a Redis cluster; never changed while jobs wait', '1')
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(64)
  QUEUE_LANES = 1;

  @Meaning('Jobs that one worker process works on at a time', '16')
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  WORKER_CONCURRENCY = 16;

  @Meaning('Requests that one person or one API key may make within a minute, over all processes', '1200')
  @Type(() => Number)
  @IsInt()
  @Min(60)
  @Max(1_000_000)
  REQUESTS_PER_MINUTE = 1200;

  @Meaning('Refunds of more than this, in fen, need a fresh confirmation by password or code', '50000')
  @Type(() => Number)
  @IsInt()
  @Min(0)
  REFUND_CONFIRM_ABOVE_FEN = 50_000;

  @Meaning('Database connections of one process for each role', '10')
  @Type(() => Number)
  @IsInt()
  @Min(2)
  @Max(100)
  DATABASE_POOL_SIZE = 10;

  @Meaning('Whether connections keep prepared statements; false behind a PgBouncer older than 1.21', 'true')
  @Transform(({ value }) => value === true || value === 'true')
  @IsIn([true, false])
  DATABASE_PREPARED_STATEMENTS = true;

  @Meaning('Calls per second to the platform for one shop', '50')
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(10_000)
  WECHAT_CALLS_PER_SECOND = 50;

  @Meaning('Seconds between two polls of a store for changes that no push announced', '60')
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(3600)
  POLL_SECONDS = 60;

  @Meaning('How far back the first connection of a store reads its history, in days', '90')
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(3650)
  BACKFILL_DAYS = 90;

  @Meaning("Days after an order's last change until its buyer's name, telephone, address and note are forgotten", '365')
  @Type(() => Number)
  @IsInt()
  @Min(30)
  @Max(3650)
  BUYER_RETENTION_DAYS = 365;

  @Meaning('Folder with the built admin, served at /; empty where another server does that', 'dist/apps/admin')
  @IsOptional()
  @IsString()
  ADMIN_DIR?: string;

  @Meaning('File that the heads of the audit chains are appended to once a day; keep it away from the database')
  @IsOptional()
  @IsString()
  AUDIT_HEADS_FILE?: string;

  @Meaning('Whether a reverse proxy in front sets X-Forwarded-For and X-Forwarded-Proto', 'false')
  @Transform(({ value }) => value === true || value === 'true')
  @IsIn([true, false])
  TRUST_PROXY = false;

  @Meaning("Port of this process's Prometheus metrics, another one for each process of a machine; empty: no metrics")
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(65535)
  METRICS_PORT?: number;

  @Meaning('Address that the metrics are served on; they are not for the public', '127.0.0.1')
  @IsString()
  METRICS_HOST = '127.0.0.1';

  @Meaning('Receiver of traces (OTLP over HTTP), such as http://localhost:4318; empty: no traces')
  @IsOptional()
  @IsUrl(webUrl)
  OTEL_EXPORTER_OTLP_ENDPOINT?: string;

  @Meaning(
    'Seconds for which an api that is told to end still takes requests while /readyz says no; for a load balancer in front',
    '0',
  )
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(60)
  SHUTDOWN_DELAY_SECONDS = 0;

  @Meaning('fatal, error, warn, info, debug or silent', 'info')
  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
  LOG_LEVEL: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent' = 'info';
}

export interface ComponentSettings {
  readonly appId: string;
  readonly secret: string;
  readonly token: string;
  /** Current key first. */
  readonly aesKeys: readonly string[];
}

export interface EncryptionKey {
  readonly id: string;
  readonly key: Buffer;
}

/** The typed, frozen configuration that the rest of the code receives. */
export interface Configuration {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly encryptionKeys: readonly EncryptionKey[];
  readonly port: number;
  readonly host: string;
  readonly publicUrl: string;
  readonly wechatBaseUrl: string;
  readonly component: ComponentSettings | undefined;
  readonly firstOwner: { readonly email: string; readonly password: string } | undefined;
  readonly queueLanes: number;
  readonly workerConcurrency: number;
  readonly requestsPerMinute: number;
  readonly refundConfirmAboveFen: number;
  readonly databasePoolSize: number;
  readonly preparedStatements: boolean;
  readonly wechatCallsPerSecond: number;
  readonly pollSeconds: number;
  readonly backfillDays: number;
  readonly buyerRetentionDays: number;
  readonly adminDir: string | undefined;
  readonly auditHeadsFile: string | undefined;
  readonly trustProxy: boolean;
  /** Where the metrics are served; undefined: nowhere. Port 0 is any free one. */
  readonly metrics: { readonly host: string; readonly port: number } | undefined;
  readonly traceReceiver: string | undefined;
  readonly shutdownDelaySeconds: number;
  readonly logLevel: Environment['LOG_LEVEL'];
}

/** Start-up stops here: the message names the bad variables and never their values. */
export class ConfigurationError extends Error {}

/** What a command about nothing but the database needs. @throws ConfigurationError */
export function readDatabaseUrl(env: Record<string, string | undefined> = process.env): string {
  return readVariable('DATABASE_URL', env['DATABASE_URL']);
}

/** The keys alone, for a command about signatures. @returns undefined where none are given @throws ConfigurationError */
export function readEncryptionKeys(
  env: Record<string, string | undefined> = process.env,
): readonly EncryptionKey[] | undefined {
  return env['ENCRYPTION_KEYS'] ? keysOf(readVariable('ENCRYPTION_KEYS', env['ENCRYPTION_KEYS'])) : undefined;
}

function readVariable(name: 'DATABASE_URL' | 'ENCRYPTION_KEYS', value: string | undefined): string {
  const parsed = plainToInstance(Environment, { [name]: value });
  if (validateSync(parsed).some(({ property }) => property === name))
    throw new ConfigurationError(`${name} is missing or not valid: ${variableMeanings.get(name)?.meaning}`);
  return parsed[name];
}

const keysOf = (text: string): EncryptionKey[] =>
  text.split(',').map((entry) => {
    const colon = entry.indexOf(':');
    return { id: entry.slice(0, colon), key: Buffer.from(entry.slice(colon + 1), 'base64') };
  });

/** Reads and checks the environment. @throws ConfigurationError naming every bad variable at once. */
export function readConfiguration(env: Record<string, string | undefined> = process.env): Configuration {
  const given = Object.fromEntries(
    [...variableMeanings.keys()]
      .filter((name) => env[name] !== undefined && env[name] !== '')
      .map((name) => [name, env[name]]),
  );
  const parsed = plainToInstance(Environment, given, { exposeDefaultValues: true });
  const problems = validateSync(parsed).map(
    (problem) =>
      `${problem.property}${given[problem.property] === undefined ? ' is missing' : ' is not valid'}: ${variableMeanings.get(problem.property)?.meaning}`,
  );
  if (problems.length > 0)
    throw new ConfigurationError(`The configuration cannot be used.\n  ${problems.join('\n  ')}`);
  return Object.freeze({
    databaseUrl: parsed.DATABASE_URL,
    redisUrl: parsed.REDIS_URL,
    encryptionKeys: keysOf(parsed.ENCRYPTION_KEYS),
    port: parsed.PORT,
    host: parsed.HOST,
    publicUrl: (parsed.PUBLIC_URL ?? `http://localhost:${parsed.PORT}`).replace(/\/$/, ''),
    wechatBaseUrl: parsed.WECHAT_API_BASE_URL.replace(/\/$/, ''),
    component: parsed.WECHAT_COMPONENT_APPID
      ? {
          appId: parsed.WECHAT_COMPONENT_APPID,
          secret: parsed.WECHAT_COMPONENT_SECRET!,
          token: parsed.WECHAT_COMPONENT_TOKEN!,
          aesKeys: parsed.WECHAT_COMPONENT_AES_KEY!.split(','),
        }
      : undefined,
    firstOwner: parsed.ADMIN_EMAIL ? { email: parsed.ADMIN_EMAIL, password: parsed.ADMIN_PASSWORD! } : undefined,
    queueLanes: parsed.QUEUE_LANES,
    workerConcurrency: parsed.WORKER_CONCURRENCY,
    requestsPerMinute: parsed.REQUESTS_PER_MINUTE,
    refundConfirmAboveFen: parsed.REFUND_CONFIRM_ABOVE_FEN,
    databasePoolSize: parsed.DATABASE_POOL_SIZE,
    preparedStatements: parsed.DATABASE_PREPARED_STATEMENTS,
    wechatCallsPerSecond: parsed.WECHAT_CALLS_PER_SECOND,
    pollSeconds: parsed.POLL_SECONDS,
    backfillDays: parsed.BACKFILL_DAYS,
    buyerRetentionDays: parsed.BUYER_RETENTION_DAYS,
    adminDir: parsed.ADMIN_DIR,
    auditHeadsFile: parsed.AUDIT_HEADS_FILE,
    trustProxy: parsed.TRUST_PROXY,
    metrics: parsed.METRICS_PORT ? { host: parsed.METRICS_HOST, port: parsed.METRICS_PORT } : undefined,
    traceReceiver: parsed.OTEL_EXPORTER_OTLP_ENDPOINT?.replace(/\/$/, ''),
    shutdownDelaySeconds: parsed.SHUTDOWN_DELAY_SECONDS,
    logLevel: parsed.LOG_LEVEL,
  });
}
