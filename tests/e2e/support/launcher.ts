import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');

/** A launched installation and what it printed. */
export interface Launched {
  readonly child: ChildProcess;
  readonly output: () => string;
}

/** Starts `npm start`'s launcher with its own data folder and ports; or `npm start` itself, as a person types it. */
export function launch(
  env: Record<string, string>,
  command: string[] = [process.execPath, 'tools/start.mjs'],
): Launched {
  const child = spawn(command[0]!, command.slice(1), {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  return { child, output: () => output };
}

/** Waits for a text in the output. @throws with the output when the process ends first */
export async function printed(launched: Launched, text: string): Promise<string> {
  for (;;) {
    const found = launched.output();
    if (found.includes(text)) return found;
    if (launched.child.exitCode !== null)
      throw new Error(`The launcher ended with ${launched.child.exitCode}:\n${found}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The exit code, once the process is gone. */
export async function ended(launched: Launched): Promise<number | null> {
  if (launched.child.exitCode !== null || launched.child.signalCode) return launched.child.exitCode;
  return new Promise((resolve) => launched.child.once('exit', (code) => resolve(code)));
}
