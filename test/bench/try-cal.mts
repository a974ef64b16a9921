import { startServer, nameOf } from './server.ts';
import { costsOf } from './costs.ts';
import { countedDatabase } from './counted-database.ts';
import { openPostgres } from '../../src/node/postgres.ts';
const s = await startServer();
try { 
const url = await s.newDatabase('counted'); await s.setAutovacuum(false);
const open = await openPostgres(url); const database = countedDatabase(open);
const counted = { database, name: nameOf(url), watcher: s.watcher };
for (let i=0;i<4;i++) console.log((await costsOf(counted, [])).commits, (await costsOf(counted, [()=>database.query('select 1')])).commits, (await costsOf(counted, [()=>database.query('select 1'),()=>database.query('select 1')])).commits);
await open.close();
} finally { await s.stop(); }
process.exit(0);
