// docs/simulation.md: an introduction and a section for each kind of run. A run rewrites its own
// section and leaves the others as the runs before it wrote them. Knows no figure.

import { wrapped } from './report/markdown.ts';

/** In this order. */
export const SECTIONS = ['memory', 'pglite', 'time', 'mutants', 'systematic', 'bugs'] as const;
export type SectionName = (typeof SECTIONS)[number];

const INTRODUCTION = [
  '# Simulation',
  wrapped(`Written by \`npm run sim -- … --report\`: each run measures and rewrites its own section. Shoppers, the real
    client core, the real server, a database and the real sandbox bank run in one process on a virtual clock, while
    the faults that are listed here strike; [decision 16](decisions/0016-a-simulator.md) tells what
    is left out. An auditor that shares no code with the product judges what happened.`),
  wrapped(`A seed draws the whole run, so the same seed is the same run, byte by byte; every 50th is run twice to prove
    it. The hash over all traces is the sum, modulo 2^128, of a digest of each seed with its trace: it does not depend
    on how many workers there were. At the commit that a section names, \`npm run sim -- --seed N --story\` tells any
    of its seeds, on PGlite with \`--store pglite\`.`),
].join('\n\n');

/** The report with these sections anew; `before` is what it was, empty if there was none. */
export function reportWith(
  before: string,
  sections: Readonly<Partial<Record<SectionName, string>>>,
): string {
  const parts = SECTIONS.flatMap((name) => {
    const text = sections[name] ?? sectionIn(before, name);
    return text === null ? [] : [`${opening(name)}\n\n${text.trim()}\n\n${closing(name)}`];
  });
  return `${[INTRODUCTION, ...parts].join('\n\n')}\n`;
}

/** Null: the report has no such section. */
export function sectionIn(report: string, name: SectionName): string | null {
  const [start, end] = [report.indexOf(opening(name)), report.indexOf(closing(name))];
  if (start < 0 || end < start) return null;
  return report.slice(start + opening(name).length, end).trim();
}

function opening(name: SectionName): string {
  return `<!-- sim: ${name} -->`;
}

function closing(name: SectionName): string {
  return `<!-- /sim: ${name} -->`;
}
