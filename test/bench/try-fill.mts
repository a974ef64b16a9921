import { startServer, nameOf } from './server.ts';
import { openPostgres } from '../../src/node/postgres.ts';
import { openTill } from './till.ts';
import { fill } from './fill.ts';
const s = await startServer();
if (process.argv[2]) { await s.watcher.query('ALTER SYSTEM SET full_page_writes = off'); await s.watcher.query('select pg_reload_conf()'); }
try { 
for (const n of [1e6]) {
const url = await s.newDatabase(); const db = await openPostgres(url); await openTill(db); await db.close();
const t=performance.now(); await fill(url, n);
console.log(n, performance.now()-t, (await s.watcher.query(`select pg_current_wal_insert_lsn(), pg_size_pretty(pg_database_size('${nameOf(url)}'))`)).rows);
}
} finally { await s.stop(); }
process.exit(0);
