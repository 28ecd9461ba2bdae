import { Redis } from 'ioredis';

/** A connection for queues: BullMQ needs endless retries. */
export const queueConnection = (url: string): Redis =>
  new Redis(url, { maxRetriesPerRequest: null, lazyConnect: false });

/** A connection for requests: fails at once when Redis is away, so that no request hangs on it. */
export const requestConnection = (url: string): Redis =>
  new Redis(url, { maxRetriesPerRequest: 1, enableOfflineQueue: false, connectTimeout: 2000, commandTimeout: 2000 });
