// npm run restore -- FILE
import { databaseCommand } from './database-command.mjs';

await databaseCommand('restore', { create: true });
