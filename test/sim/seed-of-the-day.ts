// Seeds that nobody has chosen: other ones every day, and the same all day long, so that one that
// fails fails for everybody who looks.

const DAY_MS = 86_400_000;
// More than any test runs from it.
const SEEDS_A_DAY = 100_000;

export function seedOfTheDay(): number {
  return Math.floor(Date.now() / DAY_MS) * SEEDS_A_DAY;
}
