// Who wants to hear: listeners by name of the event. A listener's mistake is heard, as an unhandled
// rejection, and stops neither the others nor a payment.

export interface Listeners<Events> {
  on<T extends keyof Events>(type: T, listener: (detail: Events[T]) => void): () => void;
  emit<T extends keyof Events>(type: T, detail: Events[T]): void;
}

export function createListeners<Events>(): Listeners<Events> {
  const byType = new Map<keyof Events, Set<(detail: never) => void>>();

  return {
    on: (type, listener) => {
      const entries = byType.get(type) ?? new Set();
      byType.set(type, entries);
      // A function of its own, so that one listener may come twice and leave once.
      const entry = (detail: Parameters<typeof listener>[0]) => listener(detail);
      entries.add(entry);
      return () => {
        entries.delete(entry);
      };
    },
    emit: (type, detail) => {
      const entries = [...(byType.get(type) ?? [])] as ((given: typeof detail) => void)[];
      for (const entry of entries) tell(() => entry(detail));
    },
  };
}

/** Calls somebody else's code. */
export function tell(call: () => void): void {
  try {
    call();
  } catch (error) {
    void Promise.reject(error instanceof Error ? error : new Error(String(error)));
  }
}
