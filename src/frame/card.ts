// Where the card page's script begins: hands the real window, clock and network to the fields.
// Everything else is in the files beside it.

import { startSession } from './session.ts';

startSession({
  page: document,
  frame: window,
  origin: location.origin,
  fetch: (request) => fetch(request),
  now: () => Date.now(),
  after: (delayMs, run) => void setTimeout(run, delayMs),
  watchHeight(run) {
    const measure = (): void => run(Math.ceil(document.body.getBoundingClientRect().height));
    new ResizeObserver(measure).observe(document.body);
  },
});
