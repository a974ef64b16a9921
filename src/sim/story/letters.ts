// Short names for long ones: keys become letters in the order in which they appear, so that a
// reader sees at a glance which arrows carry the same one. Other ids lose their middle.

// As long as `pay_12345678`: what is longer is a digest or a UUID, which nobody reads.
const MOST_LETTERS = 12;

export class Letters {
  readonly #names = new Map<string, string>();

  /** `key A` for the first key, `key B` for the second; a short key is its own name. */
  keyName(key: string): string {
    if (key.length <= MOST_LETTERS) return `key ${key}`;
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const name = `key ${letter(this.#names.size)}`;
    this.#names.set(key, name);
    return name;
  }

  legend(): (readonly [name: string, full: string])[] {
    return [...this.#names].map(([key, name]) => [name, key]);
  }
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** A to Z, then A1 to Z1, and so on. */
function letter(index: number): string {
  const round = Math.floor(index / ALPHABET.length);
  return `${ALPHABET.charAt(index % ALPHABET.length)}${round === 0 ? '' : round}`;
}

const TAIL_LETTERS = 4;

/** `ch_…4f2a` */
export function shortId(id: string): string {
  if (id.length <= MOST_LETTERS) return id;
  const prefix = /^[a-z]+_/.exec(id)?.[0] ?? '';
  return `${prefix}…${id.slice(-TAIL_LETTERS)}`;
}
