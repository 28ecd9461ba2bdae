import { column, docColumn, type Table } from '../store/table';

export interface SendEntry {
  at: string;
  /** HTTP status; 0 when there was no answer. */
  status: number;
  answer: string;
  ms: number;
}

export interface Push {
  id: string;
  appid: string;
  receiver: 'shop' | 'component';
  event: string;
  subject: string;
  state: 'pending' | 'done' | 'failed' | 'lost';
  /** Milliseconds of the real clock. */
  createdAt: number;
  nextAt: number;
  sends: number;
  log: SendEntry[];
  /** The text that each send encrypts anew. */
  body: string;
}

export const pushesTable: Table<Push> = {
  name: 'pushes',
  columns: [
    column('id', 'bigint', ({ id }) => id),
    column('appid', 'text', ({ appid }) => appid),
    column('state', 'text', ({ state }) => state),
    docColumn(),
  ],
};
