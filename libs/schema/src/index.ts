export { UnusableArchive } from './archive';
export { BackupRefused, type BackupResult, backup, restore } from './backup';
export { migrate, migrationNames } from './migrate';
