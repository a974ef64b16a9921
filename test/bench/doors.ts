// Bytes that a browser downloads for each door: bundled as a shop's build would, minified, in
// memory. Knows the doors; what is in them is theirs.

import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Plugin, type Rolldown } from 'vite';

export interface DoorSize {
  readonly door: string;
  readonly holds: string;
  readonly bytes: number;
  readonly gzipBytes: number;
}

interface Bundle {
  readonly door: string;
  readonly holds: string;
  readonly entry: string;
  /** Packages that the page has anyway. */
  readonly without?: readonly string[];
  /** What a page needs beside the door to use it. */
  readonly beside?: string;
}

const REACT = ['react', 'react-dom'];
const QUERY = ['@tanstack/react-query', '@tanstack/query-core'];
const REACT_DOM = "export { createRoot } from 'react-dom/client';";

const BUNDLES: readonly Bundle[] = [
  { door: '`.`', holds: 'all that it needs', entry: 'src/index.ts' },
  {
    door: '`./react`',
    holds: 'what it adds to a page with React and react-query',
    entry: 'src/react.ts',
    without: [...REACT, ...QUERY],
  },
  {
    door: '`./react`',
    holds: 'what it adds to a page with React',
    entry: 'src/react.ts',
    without: REACT,
  },
  {
    door: '`./react`',
    holds: 'all that it needs, react-dom too',
    entry: 'src/react.ts',
    beside: REACT_DOM,
  },
  { door: '`./styles.css`', holds: 'all of it', entry: 'src/styles.css' },
  { door: 'card frame', holds: 'script', entry: 'src/frame/card.ts' },
  { door: 'card frame', holds: 'styles', entry: 'src/frame/card.css' },
];

export async function measureDoors(): Promise<DoorSize[]> {
  const sizes: DoorSize[] = [];
  for (const bundle of BUNDLES) {
    const content = await bundled(bundle);
    const { door, holds } = bundle;
    const gzipBytes = gzipSync(content, { level: 9 }).byteLength;
    sizes.push({ door, holds, bytes: content.byteLength, gzipBytes });
  }
  return sizes;
}

const ROOT = join(import.meta.dirname, '..', '..');

async function bundled({ entry, without = [], beside }: Bundle): Promise<Buffer> {
  const isOutside = (id: string): boolean =>
    without.some((name) => id === name || id.startsWith(`${name}/`));
  const isStyles = entry.endsWith('.css');
  const built = await build({
    root: ROOT,
    configFile: false,
    publicDir: false,
    mode: 'production',
    // Above all, the bundler warns of each "use client" that it leaves out.
    logLevel: 'error',
    plugins: beside === undefined ? [] : [page(`export * from '/${entry}';\n${beside}`)],
    build: {
      write: false,
      minify: true,
      target: 'es2023',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: beside === undefined ? join(ROOT, entry) : PAGE,
        external: isOutside,
        // A shop may use any of a door's names: none is left out.
        preserveEntrySignatures: 'strict',
      },
    },
  });
  const outputs = (Array.isArray(built) ? built : [built]) as Rolldown.RolldownOutput[];
  const contents = outputs
    .flatMap(({ output }) => output)
    .filter(({ fileName }) => fileName.endsWith(isStyles ? '.css' : '.js'))
    .map((file) => (file.type === 'chunk' ? file.code : file.source));
  if (contents.length === 0) throw new Error(`Nothing was built of ${entry}.`);
  return Buffer.concat(contents.map((content) => Buffer.from(content)));
}

const PAGE = 'virtual:page';

/** A page's entry that stands in no file. */
function page(code: string): Plugin {
  return {
    name: 'page',
    resolveId: (id) => (id === PAGE ? `\0${PAGE}` : null),
    load: (id) => (id === `\0${PAGE}` ? code : null),
  };
}
