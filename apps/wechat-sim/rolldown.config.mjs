import { cpSync } from 'node:fs';
import path from 'node:path';
import { nodeApp } from '../../rolldown.node.mjs';

const app = nodeApp(import.meta.dirname);

/** The page is served as it is written. */
const copyWebPage = {
  name: 'copy-web-page',
  writeBundle: () =>
    cpSync(path.join(import.meta.dirname, 'src/web'), path.join(app.output.dir, 'web'), { recursive: true }),
};

export default { ...app, plugins: [copyWebPage] };
