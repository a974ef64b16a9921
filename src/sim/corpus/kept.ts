// Every story that once failed, the oldest first. A new one is a file of its own: paste what
// `--seed N --shrink --save FILE` wrote as `run`, and say what was wrong.

import type { KeptStory } from './corpus.ts';
import { COPY_AFTER_NOTHING_WAS_CHARGED } from './stories/copy-after-nothing-was-charged.ts';
import { LOST_ANSWER_AFTER_THE_WEBHOOK } from './stories/lost-answer-after-the-webhook.ts';
import { PARKED_FORGOTTEN_LEG } from './stories/parked-forgotten-leg.ts';
import { PARKED_WHILE_GIVEN_UP } from './stories/parked-while-given-up.ts';
import { STALLED_WORKER_AFTER_AMNESIA } from './stories/stalled-worker-after-amnesia.ts';

export const KEPT_STORIES: readonly KeptStory[] = [
  LOST_ANSWER_AFTER_THE_WEBHOOK,
  STALLED_WORKER_AFTER_AMNESIA,
  PARKED_FORGOTTEN_LEG,
  COPY_AFTER_NOTHING_WAS_CHARGED,
  PARKED_WHILE_GIVEN_UP,
];
