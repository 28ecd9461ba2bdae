import pg from 'pg';

/** Opens the simulator's own database and makes it when it is absent. */
export async function openDatabase(url: string): Promise<pg.Pool> {
  await makeDatabase(url);
  // Losing the last moments to a crash of the server is fine here; a crash of this process loses nothing.
  return new pg.Pool({ connectionString: url, max: 8, options: '-c synchronous_commit=off' });
}

async function makeDatabase(url: string): Promise<void> {
  const name = decodeURIComponent(new URL(url).pathname.slice(1));
  const server = new URL(url);
  server.pathname = '/postgres';
  const client = new pg.Client({ connectionString: server.toString() });
  await client.connect();
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}
