// npm run audit:dependencies: known weaknesses of the packages that run in production. Not part of the checks, since it
// needs a registry that answers such questions, and not every one does.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** @returns what to print and the exit code: 0 nothing known, 1 weaknesses, 2 no answer */
export function judge(output) {
  const answer = parsed(output);
  if (!answer?.metadata?.vulnerabilities) {
    const why = answer?.error?.summary || answer?.message || 'no reason given';
    return {
      code: 2,
      text: `The registry does not answer audits (${why}). Nothing is known of the dependencies: ask a registry that does, with npm_config_registry.`,
    };
  }
  const found = Object.values(answer.vulnerabilities ?? {});
  if (found.length === 0) return { code: 0, text: 'No known weakness in the packages that run in production.' };
  const lines = found.map(({ name, severity, range, fixAvailable }) => {
    const remedy = fixAvailable ? (fixAvailable.version ? `fixed in ${fixAvailable.version}` : 'fixed') : 'no fix yet';
    return `  ${severity}: ${name} ${range} (${remedy})`;
  });
  return { code: 1, text: [`${found.length} packages with known weaknesses:`, ...lines].join('\n') };
}

function parsed(output) {
  try {
    return JSON.parse(output);
  } catch {
    return undefined;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const root = path.resolve(import.meta.dirname, '..');
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { cwd: root, encoding: 'utf8' });
  const { code, text } = judge(stdout);
  process.stdout.write(`${text}\n`);
  process.exit(code);
}
