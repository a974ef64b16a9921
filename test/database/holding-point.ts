// One point on a line where requests wait until the test lets them go on, and says how. Gates,
// which hold all that leaves a server, are in gate.ts.

export function holdingPoint<T = void>() {
  let reach = (): void => undefined;
  let letGo: (how: T) => void = () => undefined;
  const reached = new Promise<void>((resolve) => (reach = resolve));
  const released = new Promise<T>((resolve) => (letGo = resolve));
  const pass = (): Promise<T> => {
    reach();
    return released;
  };
  return { reached, pass, letGo: (how: T) => letGo(how) };
}
