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
export function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}
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

/** Processes by what they are: the named ones, and PostgreSQL's told apart by the database that they serve. */
function* processesOf({ postgres, ...named }, simulatorDatabase) {
  for (const [name, pid] of Object.entries(named)) yield [name, pid];
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const pid = Number(entry);
    if (pid !== postgres && Number(statOf(pid)?.[1]) !== postgres) continue;
    let title = '';
    try {
      title = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    } catch {
      // it ended just now
    }
    yield [title.includes(` ${simulatorDatabase} `) ? 'postgresOfSimulator' : 'postgres', pid];
  }
}

/**
 * Counts processor seconds from now on. Looks often, since connections come and go and take their processes with them.
 * @param {Record<string, number>} pids with `postgres`, the postmaster
 * @returns a function that ends it and tells the seconds of each, and of the whole machine
 */
export function watchProcessor(pids, simulatorDatabase = 'wechat_sim') {
  const seen = new Map();
  const look = (isFirst) => {
    for (const [name, pid] of processesOf(pids, simulatorDatabase)) {
      const stat = statOf(pid);
      if (!stat) continue;
      const now = ownSeconds(stat);
      const known = seen.get(pid);
      if (known) known.now = now;
      else seen.set(pid, { name, from: isFirst ? now : 0, now });
    }
  };
  look(true);
  const machineBefore = machineSeconds();
  const timer = setInterval(look, 1000, false);
  return () => {
    clearInterval(timer);
    look(false);
    const cpu = { postgres: 0, postgresOfSimulator: 0 };
    for (const { name, from, now } of seen.values()) cpu[name] = (cpu[name] ?? 0) + now - from;
    return { cpu, machine: machineSeconds() - machineBefore };
  };
}

/** Processor seconds of the whole machine so far, without idling. */
function machineSeconds() {
  const [user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'utf8')
    .split('\n')[0]
    .split(/\s+/)
    .slice(1);
  return [user, nice, system, irq, softirq].reduce((sum, ticks) => sum + Number(ticks), 0) / ticksPerSecond;
}

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

export const describeMachine = () => ({
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

/** Says whether a goal is met. */
export function goal(what, value, limit, isMet) {
  process.stdout.write(`${isMet ? 'met   ' : 'missed'}  ${what}: ${value} (goal ${limit})\n`);
  return { what, value, limit, isMet };
}
