// Installs what package-lock.json names, when it has changed since the last time. Only Node's own modules.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SetupError } from './services.mjs';

/** @returns whether anything had to be installed */
export function installDependencies(root, say = () => undefined) {
  const lock = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  const mark = path.join(root, 'node_modules/.zhanggui-lock');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) return false;
  say('Installing packages (a minute or two, once) …');
  try {
    execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  } catch (error) {
    throw new SetupError(`The packages could not be installed.\n${String(error.stderr ?? error.message).trim()}`);
  }
  writeFileSync(mark, lock);
  return true;
}
