// What the benchmarks have in common: percentiles, processor time and memory of processes, the machine, results on disk.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import path from 'node:path';

const results = path.join(import.meta.dirname, 'results');
const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK']).toString());
export const cores = cpus().length;

export function percentile(values, share) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)];
}
export const median = (values) => percentile(values, 0.5);
export const round = (value, digits = 2) => Number(value.toFixed(digits));
export const latencies = (values) => ({
  count: values.length,
  p50: round(percentile(values, 0.5)),
  p95: round(percentile(values, 0.95)),
  p99: round(percentile(values, 0.99)),
});

/** Fields of /proc/<pid>/stat after the name, which may hold spaces. */
function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

const ownSeconds = (stat) => (Number(stat[11]) + Number(stat[12])) / ticksPerSecond;

/**
 * Processor seconds so far of each named process and, told apart by the database they serve, of PostgreSQL's.
 * @param {Record<string, number>} pids with `postgres`, the postmaster
 */
export function processorSeconds({ postgres, ...pids }, simulatorDatabase = 'wechat_sim') {
  const seconds = { postgres: 0, postgresOfSimulator: 0 };
  for (const [name, pid] of Object.entries(pids)) {
    const stat = statOf(pid);
    seconds[name] = stat ? ownSeconds(stat) : 0;
  }
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = statOf(entry);
    if (!stat || (Number(stat[1]) !== postgres && Number(entry) !== postgres)) continue;
    const title = readFileSync(`/proc/${entry}/cmdline`, 'utf8');
    seconds[title.includes(` ${simulatorDatabase} `) ? 'postgresOfSimulator' : 'postgres'] += ownSeconds(stat);
  }
  return seconds;
}

/** Processor seconds of the whole machine so far, without idling. */
export function machineSeconds() {
  const [user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'utf8')
    .split('\n')[0]
    .split(/\s+/)
    .slice(1);
  return [user, nice, system, irq, softirq].reduce((sum, ticks) => sum + Number(ticks), 0) / ticksPerSecond;
}

export const difference = (before, after) =>
  Object.fromEntries(
    Object.entries(after).map(([name, seconds]) => [name, Math.max(0, seconds - (before[name] ?? 0))]),
  );

export const sum = (values) => values.reduce((total, value) => total + value, 0);

/** Megabytes of memory that a process holds now; 0 when it is gone. */
export function residentMb(pid) {
  try {
    const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Math.round(Number(kb) / 1024);
  } catch {
    return 0;
  }
}

/** Looks at the memory of processes once a second. @returns a function that ends it and tells the largest and the last */
export function watchMemory(pids) {
  const seen = Object.fromEntries(Object.keys(pids).map((name) => [name, []]));
  const look = () => {
    for (const [name, pid] of Object.entries(pids)) seen[name].push(residentMb(pid));
  };
  look();
  const timer = setInterval(look, 1000).unref();
  return () => {
    clearInterval(timer);
    look();
    return Object.fromEntries(
      Object.entries(seen).map(([name, mb]) => [name, { largestMb: Math.max(...mb), lastMb: mb.at(-1) }]),
    );
  };
}

const machine = () => ({
  processor: cpus()[0].model,
  cores,
  memoryGb: Math.round(totalmem() / 2 ** 30),
  node: process.versions.node,
  loadBefore: loadavg()[0],
});

/** Keeps the results of one benchmark. */
export function keep(name, quick, result) {
  mkdirSync(results, { recursive: true });
  const file = path.join(results, `${name}${quick ? '-quick' : ''}.json`);
  const text = { benchmark: name, quick, date: new Date().toISOString(), ...result };
  writeFileSync(file, `${JSON.stringify(text, undefined, 2)}\n`);
  return path.relative(process.cwd(), file);
}

export const describeMachine = machine;

/** Says whether a goal is met. */
export function goal(what, value, limit, isMet) {
  process.stdout.write(`${isMet ? 'met   ' : 'missed'}  ${what}: ${value} (goal ${limit})\n`);
  return { what, value, limit, isMet };
}
