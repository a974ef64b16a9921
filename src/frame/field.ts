// One field: its input, its error line, what assistive technology hears. Reformats as one types and
// keeps the caret. Does not know what makes a value right, nor when an error is due.

import type { Edit, Format } from './format.ts';

export interface Field {
  readonly input: HTMLInputElement;
  value(): string;
  /** Replaces the value as a whole, as nobody is typing there. */
  set(value: string): void;
  /** Shapes what stands there now; answers whether that changed anything. */
  shape(format: Format, edit: Edit): boolean;
  /** Shows a message under the field; null takes it away. */
  showError(message: string | null): void;
  error(): string | null;
  lock(locked: boolean): void;
  /** Whether somebody is typing here: a field keeps the page's focus when the page loses it. */
  hasFocus(): boolean;
}

/** Takes the field `id` of the page, which must have `#id` and `#id-error`. */
export function takeField(root: ParentNode, id: string): Field {
  const input = pick(root, `#${id}`, HTMLInputElement);
  const line = pick(root, `#${id}-error`, HTMLElement);
  return {
    input,
    value: () => input.value,
    set(value) {
      input.value = value;
    },
    shape(format, edit) {
      const before = input.value;
      const caret = input.selectionStart ?? before.length;
      const typed = format({ text: before, caret }, edit);
      if (typed.text === before) return false;
      input.value = typed.text;
      // Setting the value moves the caret to the end; setting a selection would move the focus in
      // some browsers.
      if (input.ownerDocument.activeElement === input) {
        input.setSelectionRange(typed.caret, typed.caret);
      }
      return true;
    },
    showError(message) {
      line.textContent = message ?? '';
      line.hidden = message === null;
      if (message === null) input.removeAttribute('aria-invalid');
      else input.setAttribute('aria-invalid', 'true');
    },
    error: () => (line.hidden ? null : line.textContent),
    lock(locked) {
      // Not `disabled`: that would drop the focus, and with it the reader's place.
      input.readOnly = locked;
      if (locked) input.setAttribute('aria-disabled', 'true');
      else input.removeAttribute('aria-disabled');
    },
    hasFocus: () => {
      const page = input.ownerDocument;
      return page.activeElement === input && page.hasFocus();
    },
  };
}

/** An element that the page must have. */
export function pick<T extends Element>(
  root: ParentNode,
  selector: string,
  type: abstract new () => T,
): T {
  const element = root.querySelector(selector);
  if (element instanceof type) return element;
  throw new Error(`The page has no ${selector}: it is not the bank's card page, or an older one.`);
}
