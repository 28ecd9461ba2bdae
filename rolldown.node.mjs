import path from 'node:path';

/** Bundle of one Node app: our own code in, node_modules out. `input` maps bundle names to source files. */
export const nodeApp = (dir, input = { main: 'src/main.ts' }) => ({
  cwd: dir,
  input: Object.fromEntries(Object.entries(input).map(([name, file]) => [name, path.join(dir, file)])),
  platform: 'node',
  tsconfig: path.join(dir, 'tsconfig.json'),
  // @oxc-project/runtime is the compiler's helper code: it must be bundled, or the app asks for a package nobody installs.
  external: (id) => !/^(\.|\0|@zhanggui\/|@oxc-project\/runtime)/.test(id) && !path.isAbsolute(id),
  treeshake: { moduleSideEffects: true },
  output: {
    dir: path.join(dir, '../../dist', path.relative(path.join(dir, '../..'), dir)),
    format: 'esm',
    sourcemap: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
    cleanDir: true,
    keepNames: true,
  },
});
