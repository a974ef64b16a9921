// Found in the story of a fence that was given twice, by an oracle that it is older than.

import type { KeptStory } from '../corpus.ts';
import { FENCE_GIVEN_TWICE } from './fence-given-twice.ts';

export const TOLD_THE_NO_OF_ANOTHER_PRESS: KeptStory = {
  name: 'told-the-no-of-another-press',
  run: FENCE_GIVEN_TWICE.run,
  promise: 'declined-by-its-own-charge',
  words:
    'A database forgot a press whose server stood still with its decline in hand, and gave its number to the next: the server that went on told it as the decline of that one, whose card was good.',
  found: 'seed 6000120822, a new oracle',
  mended: '6c86977',
  unmended: [
    {
      file: 'src/server/transition.ts',
      find: 'if (!isOfAnotherPress(attempt, fact)) return',
      replace: 'return',
    },
  ],
};
