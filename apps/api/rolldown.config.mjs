import { nodeApp } from '../../rolldown.node.mjs';

export default nodeApp(import.meta.dirname, {
  main: 'src/main.ts',
  migrate: 'src/migrate.ts',
  backup: 'src/backup.ts',
  restore: 'src/restore.ts',
  openapi: 'src/openapi.ts',
  'create-users': 'src/create-users.ts',
  'rotate-keys': 'src/rotate-keys.ts',
  'verify-audit': 'src/verify-audit.ts',
  'verify-certificates': 'src/verify-certificates.ts',
});
