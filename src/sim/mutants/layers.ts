// All layers by name. A build without some of them shows what a planted bug does to people; a build
// with all of them shows whether the auditor sees the bug before it can.

import { BANK_LAYERS } from './bank-layers.ts';
import { CARRYING_LAYERS } from './carrying-layers.ts';
import { CLAIM_LAYERS } from './claim-layers.ts';
import type { Layer } from './layer.ts';
import { PAGE_LAYERS } from './page-layers.ts';

const ALL = { ...PAGE_LAYERS, ...CLAIM_LAYERS, ...CARRYING_LAYERS, ...BANK_LAYERS };

export type LayerName = keyof typeof ALL;

export const LAYERS: Readonly<Record<LayerName, Layer>> = ALL;

/** Everything between a request and a second claim of its checkout. */
export const CLAIM_GUARDS = [
  'claim-live',
  'claim-key',
  'live-belt',
  'key-belt',
] as const satisfies readonly LayerName[];
