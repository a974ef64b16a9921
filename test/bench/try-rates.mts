import { startServer } from './server.ts';
import { measureRates } from './rates.ts';
import { spreadOf, ratios } from './statistics.ts';
const s = await startServer();
try { const t=performance.now(); 
for (const r of await measureRates(s)) for (const [n, v] of r.byWay) console.log(r.connections, n, spreadOf(v), 'ratio', spreadOf(ratios(v, r.byWay.get('bare')!)));
console.log('rates', performance.now()-t);
} finally { await s.stop(); }
process.exit(0);
