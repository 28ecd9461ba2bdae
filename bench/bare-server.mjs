// The least that can answer a list: a handler that sends the product's own statements and turns the rows into JSON.
import fastify from 'fastify';
import pg from 'pg';
import { asRole, poolOptions } from './roles.mjs';

const { DATABASE_URL, PORT, STATEMENTS } = process.env;
const statements = JSON.parse(STATEMENTS);
const scopes = {
  tenant: { role: 'app_tenant', setting: 'app.merchant_id' },
  provider: { role: 'app_provider', setting: 'app.provider_id' },
};
const UUID = /^[0-9a-f-]{36}$/;

const app = fastify();
app.get('/readyz', () => 'ok');
for (const [name, { role, setting }] of Object.entries(scopes)) {
  const pool = new pg.Pool(poolOptions(asRole(DATABASE_URL, role)));
  for (const [kind, statement] of Object.entries(statements[name])) {
    app.get(`/${name}/${kind}`, async (request) => {
      const params = JSON.parse(request.query.params);
      if (!UUID.test(params[0])) throw new Error('the scope must be a uuid');
      const client = await pool.connect();
      try {
        await client.query('START TRANSACTION');
        await client.query(`SET LOCAL ${setting} = '${params[0]}'`);
        const { rows } = await client.query(statement, params);
        await client.query('COMMIT');
        return { items: rows };
      } finally {
        client.release();
      }
    });
  }
}
await app.listen({ port: Number(PORT), host: '127.0.0.1' });
