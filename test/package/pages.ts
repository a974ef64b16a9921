// Pages of a reader's, in a project that has the package, React and its types: checked, and drawn
// as a server would.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { transformWithOxc } from 'vite';
import { install, runNode, typecheck, type Packed } from './install.ts';

const PEERS = ['react', 'react-dom', '@tanstack/react-query', 'scheduler'];
const TYPES = ['@types/react', 'csstype'];

export interface Pages {
  /** What is wrong with the types of all pages. */
  complaints(): Promise<string>;
  /** The HTML of the component that page `index` exports by this name. */
  draw(index: number, component: string, props: object): Promise<string>;
}

export async function installPages(packed: Packed, codes: readonly string[]): Promise<Pages> {
  const project = await install(packed, [...PEERS, ...TYPES]);
  // As every bundler's own types say.
  await writeFile(join(project, 'css.d.ts'), `declare module '*.css';`);
  return {
    complaints: () => typecheck(project, { code: codes, module: 'preserve', types: [], jsx: true }),
    async draw(index, component, props) {
      const jsx = { runtime: 'automatic' } as const;
      const { code } = await transformWithOxc(codes[index] ?? '', 'page.tsx', { jsx });
      // A stylesheet is the bundler's business, and Node has none.
      await writeFile(
        join(project, `page-${index}.js`),
        code.replace(/import ["'][^"']*\.css["'];?/, ''),
      );
      return runNode(
        project,
        `import { createElement } from 'react';
         import { renderToString } from 'react-dom/server';
         import { ${component} } from './page-${index}.js';
         console.log(renderToString(createElement(${component}, ${JSON.stringify(props)})));`,
      );
    },
  };
}
