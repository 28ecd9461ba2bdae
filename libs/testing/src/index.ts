export { createTestDatabase, openDatabase, type TestDatabase } from './test-database';
