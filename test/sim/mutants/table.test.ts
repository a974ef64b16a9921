// The planted bugs and the layers are patches of today's code: each finds its place, those that are
// used together fit together, and what comes of it can still be read as TypeScript.

import { readFileSync } from 'node:fs';
import { parseSync } from 'vite';
import { expect, test } from 'vitest';
import { PROMISES } from '../../../src/sim/audit/audit.ts';
import { HEARD_IN } from '../../../src/sim/mutants/heard-in.ts';
import { LAYERS, type LayerName } from '../../../src/sim/mutants/layers.ts';
import { patched, patchedFiles, type Patch } from '../../../src/sim/mutants/patching.ts';
import {
  controlOf,
  FURTHER,
  MUTANTS,
  mutantOf,
  nameOf,
  patchesOf,
  variantsOf,
  UNCHANGED,
  type Variant,
} from '../../../src/sim/mutants/table.ts';

const LAYER_NAMES = Object.keys(LAYERS) as LayerName[];
const BUGS = [...MUTANTS, ...FURTHER];
const sources = new Map<string, string>();

function sourceOf(file: string): string {
  const text = sources.get(file) ?? readFileSync(file, 'utf8');
  sources.set(file, text);
  return text;
}

/** What is wrong with a set of patches: empty when they apply and the files can still be read. */
function troubleOf(name: string, patches: readonly Patch[]): string[] {
  return [...patchedFiles(patches)].flatMap((file) => {
    try {
      return syntaxErrors(file, patched(file, sourceOf(file), patches)).map(
        (message) => `${name}: ${file}: ${message}`,
      );
    } catch (error) {
      return [`${name}: ${String(error)}`];
    }
  });
}

// The same text comes up in several builds, and is read once.
const read = new Map<string, string[]>();

function syntaxErrors(file: string, text: string): string[] {
  const known = read.get(text);
  if (known !== undefined) return known;
  const messages = parseSync(file, text).errors.map(({ message }) => message);
  read.set(text, messages);
  return messages;
}

const troublesOf = (variants: readonly Variant[]): string[] =>
  variants.flatMap((variant) => troubleOf(nameOf(variant), patchesOf(variant)));

test('there are twenty-eight planted bugs, numbered from 1, each with a name of its own', () => {
  expect(MUTANTS.map(({ number }) => number)).toEqual(Array.from({ length: 28 }, (_, i) => i + 1));
  const names = BUGS.map(({ name }) => name);
  expect(new Set(names).size).toBe(BUGS.length);
  expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))).toEqual([]);
});

test('every planted bug says what is wrong, which promise it breaks, and changes something', () => {
  const silent = BUGS.filter(
    ({ words, promise, patches }) =>
      !/^[A-Z].{20,}[.)]$/s.test(words) || promise.length === 0 || patches.length === 0,
  );
  expect(silent.map(({ name }) => name)).toEqual([]);
});

test('every planted bug breaks a promise that must be heard, and each names a bug', () => {
  const isHeard = (promise: string): boolean => HEARD_IN[promise] !== undefined;
  const unheard = MUTANTS.filter(({ promise }) => !promise.some(isHeard));
  expect(unheard.map(({ name }) => name)).toEqual([]);
  const names = PROMISES.map(({ name }) => name);
  expect(Object.keys(HEARD_IN).filter((promise) => !names.includes(promise))).toEqual([]);
  const numbers = BUGS.map(({ number }) => number);
  expect(Object.values(HEARD_IN).filter((number) => !numbers.includes(number))).toEqual([]);
});

test('each bug beyond the table is numbered after it, and is what all its promises are heard in', () => {
  expect(FURTHER.map(({ number }) => number)).toEqual(FURTHER.map((_, index) => index + 29));
  const unheard = FURTHER.filter(
    ({ number, promise }) => !promise.every((one) => HEARD_IN[one] === number),
  );
  expect(unheard.map(({ name }) => name)).toEqual([]);
});

test('a planted bug is run without some layers, or says why not', () => {
  const reasons = MUTANTS.map(({ name, maskedBy, unmasked = null }) => {
    const isGiven = unmasked !== null && /^[A-Z].{40,}\.$/s.test(unmasked);
    return { name, isRunPeeled: maskedBy.length > 0, isGiven, unmasked };
  });
  expect(reasons.filter(({ isRunPeeled, isGiven }) => isRunPeeled === isGiven)).toEqual([]);
});

test('every layer hides a planted bug, or is one when it is taken away', () => {
  const masking = new Set(MUTANTS.flatMap(({ maskedBy }): readonly string[] => maskedBy));
  const planted = new Set(MUTANTS.flatMap(({ patches }): readonly Patch[] => patches));
  const isPlanted = (name: LayerName): boolean =>
    LAYERS[name].patches.every((patch) => planted.has(patch));
  expect(LAYER_NAMES.filter((name) => !masking.has(name) && !isPlanted(name))).toEqual([]);
});

test('every patch of a layer finds its piece once', () => {
  expect(LAYER_NAMES.flatMap((name) => troubleOf(name, LAYERS[name].patches))).toEqual([]);
});

test('every planted bug fits into the code, alone and without the layers that mask it', () => {
  expect(troublesOf(BUGS.flatMap(variantsOf))).toEqual([]);
});

test('all layers can be taken away together', () => {
  expect(troublesOf([{ mutant: null, peeled: LAYER_NAMES }])).toEqual([]);
});

test('patches change product code only, and what they put there differs', () => {
  const all = [...BUGS, ...LAYER_NAMES.map((name) => LAYERS[name])].flatMap(
    ({ patches }): readonly Patch[] => patches,
  );
  expect(all.filter(({ file }) => !/^src\/(client|server|bank|gateways)\//.test(file))).toEqual([]);
  expect(all.filter(({ find, replace }) => find === replace)).toEqual([]);
});

test('two planted bugs never come to the same code', () => {
  const builds = BUGS.map((mutant) => JSON.stringify(mutant.patches));
  expect(new Set(builds).size).toBe(BUGS.length);
});

test('a mutant is run behind all layers, and without those that mask it', () => {
  const retry = mutantOf(4);
  expect(variantsOf(retry).map(nameOf)).toEqual(['mutant-4', 'mutant-4-peeled']);
  expect(variantsOf(mutantOf(8)).map(nameOf)).toEqual(['mutant-8']);
  expect(patchesOf(UNCHANGED)).toEqual([]);
  expect(() => mutantOf(56)).toThrow('There is no mutant 56: 1 to 55.');
});

test('the control of a build has its layers and no bug, and bugs without the same layers share it', () => {
  const peeled = MUTANTS.flatMap((mutant) => variantsOf(mutant).slice(1));
  const nameOfControl = (one: Variant): string => nameOf(controlOf(one));
  for (const one of peeled) {
    const { mutant, peeled: layers } = controlOf(one);
    expect(mutant).toBe(null);
    expect(layers).toEqual(one.peeled.toSorted());
    expect(patchesOf(controlOf(one)).length).toBeGreaterThan(0);
  }
  const sets = new Set(peeled.map((one) => JSON.stringify(one.peeled.toSorted())));
  expect(new Set(peeled.map(nameOfControl)).size).toBe(sets.size);
  expect(sets.size).toBeLessThan(peeled.length);
  expect(nameOf(controlOf(UNCHANGED))).toBe(nameOf(UNCHANGED));
});
