// The fields of the chosen method together: what they hold, whether it is complete, and when which
// error shows. Errors come after one leaves a field and go as soon as it is right. Knows neither
// the frame's surroundings nor the bank.

import { detectBrand, type Brand } from '../bank/brands.ts';
import {
  checkExpiry,
  checkNumber,
  checkSecurityCode,
  formatExpiryValue,
  type Checked,
} from '../bank/card-rules.ts';
import { ENGLISH_CARD_WORDS } from '../bank/card-words.ts';
import { digitsOnly } from '../bank/digits.ts';
import { checkIban, type CheckedIban } from '../bank/iban.ts';
import type { TokenRequest } from '../bank/requests.ts';
import type { FieldError } from '../protocol/messages.ts';
import { showBrand } from './brand-mark.ts';
import { takeField, type Field } from './field.ts';
import { formatExpiry, formatIban, formatNumber, formatSecurityCode } from './format.ts';
import type { Edit, Format } from './format.ts';
import { takeMethodSwitch, type FrameMethod, type MethodSwitch } from './method-switch.ts';

export interface CardState {
  readonly complete: boolean;
  readonly empty: boolean;
  readonly brand: Brand | null;
}

export interface CardFormOptions {
  readonly root: Document | HTMLElement;
  readonly now: () => number;
  /** Calls back later. */
  readonly after: (delayMs: number, run: () => void) => void;
  readonly onChange: (state: CardState) => void;
  /** Enter in a field. */
  readonly onEnter: () => void;
}

const NAMES = ['number', 'exp', 'cvc', 'iban'] as const;
type Name = (typeof NAMES)[number];
const NAMES_OF: Readonly<Record<FrameMethod, readonly Name[]>> = {
  card: ['number', 'exp', 'cvc'],
  bank_debit: ['iban'],
};

// Whoever leaves the frame may be pressing Pay: an error that pushed the button away under the
// finger would eat the press. A press takes about 100 ms; this is over twice that, and still at
// once for a reader.
const LEAVING_FRAME_MS = 250;

export class CardForm {
  readonly #options: CardFormOptions;
  readonly #fields: Readonly<Record<Name, Field>>;
  readonly #methods: MethodSwitch;
  #locked = false;
  #shownBrand: Brand | null = null;

  constructor(options: CardFormOptions) {
    const { root } = options;
    this.#options = options;
    this.#fields = {
      number: takeField(root, 'number'),
      exp: takeField(root, 'exp'),
      cvc: takeField(root, 'cvc'),
      iban: takeField(root, 'iban'),
    };
    this.#methods = takeMethodSwitch(root, () => this.#changed());
    for (const name of NAMES) this.#listen(name);
    // A browser may have restored what was typed before.
    this.#shownBrand = this.#brand();
    showBrand(root, this.#shownBrand);
  }

  state(): CardState {
    return {
      complete: this.#names().every((name) => this.#check(name).ok),
      empty: this.#names().every((name) => this.#fields[name].value() === ''),
      brand: this.#methods.chosen() === 'card' ? this.#brand() : null,
    };
  }

  /**
   * The details when they are complete; else shows every error, goes to the first, tells its
   * message.
   */
  submit(): { readonly details: TokenRequest } | { readonly message: string } {
    const errors: FieldError[] = [];
    for (const path of this.#names()) {
      const message = this.#messageOf(path);
      this.#fields[path].showError(message);
      if (message !== null) errors.push({ path, message });
    }
    const message = this.showErrors(errors);
    if (message !== null) return { message };
    const { number, exp, cvc, iban } = this.#fields;
    if (this.#methods.chosen() === 'bank_debit') return { details: { iban: iban.value() } };
    return { details: { number: number.value(), exp: exp.value(), cvc: cvc.value() } };
  }

  /** Shows what is wrong and goes to the first field of it; tells its message, null for none. */
  showErrors(errors: readonly FieldError[]): string | null {
    const messages = new Map(errors.map(({ path, message }) => [path, message]));
    const wrong = this.#names().filter((name) => messages.has(name));
    for (const name of wrong) this.#fields[name].showError(messages.get(name) ?? null);
    const [first] = wrong;
    if (first === undefined) return null;
    this.#fields[first].input.focus();
    return messages.get(first) ?? null;
  }

  lock(locked: boolean): void {
    this.#locked = locked;
    this.#methods.lock(locked);
    for (const name of NAMES) this.#fields[name].lock(locked);
  }

  clearSecurityCode(): void {
    this.#fields.cvc.set('');
    this.#fields.cvc.showError(null);
    this.#changed();
  }

  /** Goes to the first field that still needs something. */
  focus(): void {
    const names = this.#names();
    const first = names.find((name) => !this.#check(name).ok) ?? names[0];
    if (first !== undefined) this.#fields[first].input.focus();
  }

  #names(): readonly Name[] {
    return NAMES_OF[this.#methods.chosen()];
  }

  #listen(name: Name): void {
    const { input } = this.#fields[name];
    const { after, onEnter } = this.#options;
    input.addEventListener('input', (event) => {
      const field = this.#fields[name];
      field.shape(this.#format(name), editOf(event));
      if (field.error() !== null && this.#messageOf(name) === null) field.showError(null);
      this.#changed();
    });
    input.addEventListener('blur', ({ relatedTarget }) => {
      const staysInside = NAMES.some((other) => this.#fields[other].input === relatedTarget);
      if (staysInside) this.#judge(name);
      else after(LEAVING_FRAME_MS, () => this.#judge(name));
    });
    input.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.isComposing) return;
      event.preventDefault();
      if (!this.#locked && !event.repeat) onEnter();
    });
  }

  /** After leaving. An untouched field is no mistake yet, and one come back to is being mended. */
  #judge(name: Name): void {
    const field = this.#fields[name];
    if (this.#locked || field.value() === '' || field.hasFocus()) return;
    if (name === 'exp') {
      const expiry = checkExpiry(field.value(), this.#options.now());
      if (expiry.ok) field.set(formatExpiryValue(expiry.value));
    }
    field.showError(this.#messageOf(name));
  }

  #changed(): void {
    const brand = this.#brand();
    if (brand !== this.#shownBrand) {
      this.#shownBrand = brand;
      showBrand(this.#options.root, brand);
      // The code's length follows the brand, so an error there may speak of the wrong one.
      const { cvc } = this.#fields;
      if (cvc.error() !== null) cvc.showError(this.#messageOf('cvc'));
    }
    this.#options.onChange(this.state());
  }

  #brand(): Brand | null {
    return detectBrand(digitsOnly(this.#fields.number.value()));
  }

  #check(name: Name): Checked<unknown> | CheckedIban {
    const text = this.#fields[name].value();
    switch (name) {
      case 'number':
        return checkNumber(text);
      case 'exp':
        return checkExpiry(text, this.#options.now());
      case 'cvc':
        return checkSecurityCode(text, this.#brand());
      case 'iban':
        return checkIban(text);
      default:
        return name satisfies never;
    }
  }

  #format(name: Name): Format {
    switch (name) {
      case 'number':
        return formatNumber;
      case 'exp':
        return formatExpiry;
      case 'cvc':
        return formatSecurityCode(this.#brand());
      case 'iban':
        return formatIban;
      default:
        return name satisfies never;
    }
  }

  #messageOf(name: Name): string | null {
    const checked = this.#check(name);
    return checked.ok ? null : ENGLISH_CARD_WORDS[checked.problem];
  }
}

function editOf(event: Event): Edit {
  const inputType = event instanceof InputEvent ? event.inputType : 'insertText';
  if (!inputType.startsWith('delete')) return 'insert';
  return inputType.endsWith('Forward') ? 'delete-forward' : 'delete-backward';
}
