// Keeps a mounted iframe connected to the checkout: looks go in; height, typing and Enter come out.
// Knows nothing of the messages themselves, which travel behind `connectCardFrame`.

import { useCallback, useEffect, useRef, useState } from 'react';
import { useCheckoutContext } from './context.ts';
import { onAppearanceChange, readAppearance } from './appearance.ts';

// The bank's fields as they come: the switch between methods, two rows of 48 px that share a
// hairline, and 4 px all around for the focus ring. The frame says its true height when it is
// there; this keeps the page from jumping until then.
export const FRAME_HEIGHT_PX = 159;

// Longer than a bad mobile connection takes, shorter than people's patience.
const FRAME_DEADLINE_MS = 15_000;

export function useCardFrame(clientUrl: string) {
  const { controller, ports, locale } = useCheckoutContext();
  const frame = useRef<HTMLIFrameElement>(null);
  const [loads, setLoads] = useState(0);
  const [phase, setPhase] = useState<'loading' | 'ready' | 'missing'>('loading');
  const [heightPx, setHeightPx] = useState(FRAME_HEIGHT_PX);
  // Told once per connection; a changed locale must not connect, and so unlock, the fields anew.
  const newestLocale = useRef(locale);
  useEffect(() => {
    newestLocale.current = locale;
  }, [locale]);

  useEffect(() => {
    const element = frame.current;
    // Before the first `load` there is nobody to talk to; after another one, somebody new.
    if (element === null || loads === 0) return;
    const connected = ports.connectCardFrame({
      frame: element,
      clientUrl,
      locale: newestLocale.current,
      ...readAppearance(element),
      onReady: () => setPhase('ready'),
      onHeight: setHeightPx,
      onChange: (detail) => controller.reportChange(detail),
      onSubmit: () => void controller.submit(),
    });
    const detach = controller.attachMethod(connected);
    const stop = onAppearanceChange(element, () => {
      const { colorScheme, variables } = readAppearance(element);
      connected.setAppearance(colorScheme, variables);
    });
    return () => {
      stop();
      detach();
      connected.disconnect();
    };
  }, [controller, ports, clientUrl, loads]);

  useEffect(() => {
    if (phase !== 'loading') return;
    const waiting = new AbortController();
    const giveUp = (): void => {
      if (!waiting.signal.aborted) setPhase('missing');
    };
    void ports.clock.sleep(FRAME_DEADLINE_MS, waiting.signal).then(giveUp, giveUp);
    return () => waiting.abort();
  }, [ports, phase]);

  const onLoad = useCallback(() => setLoads((count) => count + 1), []);
  return { frame, phase, heightPx, onLoad };
}
