import { setTimeout as pause } from 'node:timers/promises';

/** The first day after a month, `2010-12` -> `2011-01-01`. */
export function dayAfter(month) {
  const [year, number] = month.split('-').map(Number);
  return `${number === 12 ? year + 1 : year}-${String((number % 12) + 1).padStart(2, '0')}-01`;
}

/** Shows one line that changes, or on a file or pipe a line now and then. */
export function progressLine(stream = process.stderr) {
  const started = Date.now();
  let printedAt = 0;
  let last = '';
  return {
    show(text) {
      const line = `[${((Date.now() - started) / 1000).toFixed(0).padStart(4)} s] ${text}`;
      if (stream.isTTY) stream.write(`\r${line.padEnd(last.length)}`);
      else if (Date.now() - printedAt >= 10_000) {
        stream.write(`${line}\n`);
        printedAt = Date.now();
      }
      last = line;
    },
    end() {
      if (last) stream.write(stream.isTTY ? '\n' : `${last}\n`);
      last = '';
    },
  };
}

/**
 * Plays months of Online Retail through pushes and waits until all of it is worked off. Played again it adds nothing,
 * so an interrupted run is taken up by calling this again.
 * @returns the simulator's report, month by month
 */
export async function playMonths({ api, simulator, appids, from, to, progress }) {
  await watch('what went on before', { api, simulator, progress });
  await simulator('POST', '/sim/api/retail', { appids, from: `${from}-01`, to: dayAfter(to), pushes: true });
  const run = await watch('playing', { api, simulator, progress });
  if (run.state === 'failed') throw new Error(`The simulator could not play: ${run.error}`);
  return run.months;
}

/** Waits until the simulator has played what it plays, every push was sent and no work is left. */
async function watch(what, { api, simulator, progress }) {
  for (;;) {
    const run = await simulator('GET', '/sim/api/retail');
    const { pendingPushes } = await simulator('GET', '/sim/api/health');
    const { queues, cap } = await api('GET', '/api/v1/work');
    const open = queues.reduce((sum, queue) => sum + queue.open, 0);
    const parked = queues.reduce((sum, queue) => sum + queue.parked, 0);
    if (run.state !== 'running' && pendingPushes === 0 && open === 0) return run;
    const waiting = `${open >= cap ? `${cap} or more` : open} work waiting${parked ? `, ${parked} parked` : ''}`;
    progress.show(`${what}: ${run.played} of ${run.total} invoices, ${pendingPushes} pushes pending, ${waiting}`);
    await pause(500);
  }
}
