// Reads texts of a history: bodies and events, which may be cut or forged. Judges nothing.

/** What a text says; null where it is not JSON. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
