import { startServer } from './server.ts';
import { countCalls } from './counting.ts';
const t0=performance.now();
const s = await startServer();
try { const t=performance.now(); const calls = await countCalls(s);
for (const c of calls) { const o: any = {}; for (const [k,v] of Object.entries(c.costs)) o[k]=v/c.times; console.log(c.call, JSON.stringify(o), c.costs.walBytes, c.costs.pageImages); }
console.log('counting', performance.now()-t);
} finally { await s.stop(); }
console.log(performance.now()-t0);
process.exit(0);
