/**
 * malformed: not the outer form of a push. unsigned: a plain body, or no signature in the query.
 * undecryptable: no key opens it, or it was meant for another app. stale: outside of the freshness window asked for.
 */
export type CallbackRefusal = 'malformed' | 'unsigned' | 'bad_signature' | 'undecryptable' | 'stale';

export class CallbackRefused extends Error {
  override readonly name = 'CallbackRefused';

  constructor(readonly reason: CallbackRefusal) {
    super(`push refused: ${reason}`);
  }
}
