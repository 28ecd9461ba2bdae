// npm run backup -- FILE
import { databaseCommand } from './database-command.mjs';

await databaseCommand('backup');
