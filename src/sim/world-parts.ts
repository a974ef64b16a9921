// What the parts of a run share: its time, its chances, its faults, its history, its database and
// its bank. Knows none that uses them.

import type { Agenda } from './agenda.ts';
import type { BankHost } from './bank-host.ts';
import type { Chance } from './chance.ts';
import type { Faults } from './faults.ts';
import type { Plan } from './plan.ts';
import type { Recorder } from './recorder.ts';
import type { Store } from './store.ts';
import type { Timeline } from './timeline.ts';

export interface Counts {
  exchanges: number;
  statements: number;
  presses: number;
  payments: number;
}

export interface World {
  readonly plan: Plan;
  readonly timeline: Timeline;
  readonly chance: Chance;
  readonly faults: Faults;
  readonly recorder: Recorder;
  readonly agenda: Agenda;
  readonly store: Store;
  readonly bank: BankHost;
  readonly totals: Counts;
  /** Where servers called out before healing: at each of them one may die. */
  readonly points: string[];
}
