// When a shopper comes back to the page from another window. Who goes from the page into one of its
// own frames and back, as from the bank's card fields to Pay, was never away, though the window
// hears the same two events. Knows nothing of tabs that are hidden.

// While a frame of another origin has the focus, the page hears nothing of the window losing it.
const GLANCE_MS = 1_000;

/** Calls back each time that the window has the focus again, until `signal` aborts. */
export function onComingBack(listener: () => void, signal: AbortSignal): void {
  let isInFrame = false;
  let wasAway = false;
  let lookingAgain: ReturnType<typeof setTimeout> | undefined;
  let glancing: ReturnType<typeof setInterval> | undefined;

  const stop = (): void => {
    clearTimeout(lookingAgain);
    clearInterval(glancing);
  };
  const glance = (): void => {
    const isHere = document.hasFocus();
    if (isHere && wasAway) listener();
    wasAway = !isHere;
  };
  const look = (): void => {
    clearInterval(glancing);
    isInFrame = focusedIn(document) instanceof HTMLIFrameElement;
    if (isInFrame) glancing = setInterval(glance, GLANCE_MS);
  };
  const leave = (): void => {
    stop();
    look();
    // Firefox names the frame only after the event.
    lookingAgain = setTimeout(look);
  };
  const comeBack = (): void => {
    stop();
    if (!isInFrame || wasAway) listener();
    isInFrame = false;
    wasAway = false;
  };
  window.addEventListener('blur', leave, { signal });
  window.addEventListener('focus', comeBack, { signal });
  signal.addEventListener('abort', stop);
}

function focusedIn(root: DocumentOrShadowRoot): Element | null {
  const { activeElement } = root;
  const inner = activeElement?.shadowRoot ?? null;
  return inner === null ? activeElement : focusedIn(inner);
}
