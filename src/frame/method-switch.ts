// The choice between a card and a bank debit: a group of radio buttons that looks like tabs, and
// which fields stand below. Knows no field.

import { pick } from './field.ts';

export type FrameMethod = 'card' | 'bank_debit';

export interface MethodSwitch {
  chosen(): FrameMethod;
  lock(locked: boolean): void;
}

const PARTS = [
  { method: 'card', radio: '#method-card', panel: '#card-fields' },
  { method: 'bank_debit', radio: '#method-debit', panel: '#debit-fields' },
] as const;

export function takeMethodSwitch(root: ParentNode, onChange: () => void): MethodSwitch {
  const parts = PARTS.map(({ method, radio, panel }) => ({
    method,
    radio: pick(root, radio, HTMLInputElement),
    panel: pick(root, panel, HTMLElement),
  }));
  let locked = false;
  // A browser may have restored what was chosen before.
  let chosen: FrameMethod = parts.find(({ radio }) => radio.checked)?.method ?? 'card';
  const show = (): void => {
    for (const { method, panel } of parts) panel.hidden = method !== chosen;
  };
  for (const { method, radio } of parts) {
    radio.addEventListener('change', () => {
      chosen = method;
      show();
      onChange();
    });
    // A radio button cannot be read-only, and `disabled` would drop the focus. Arrow keys click
    // too.
    radio.addEventListener('click', (event) => {
      if (locked) event.preventDefault();
    });
  }
  show();
  return {
    chosen: () => chosen,
    lock(isLocked) {
      locked = isLocked;
      for (const { radio } of parts) {
        if (locked) radio.setAttribute('aria-disabled', 'true');
        else radio.removeAttribute('aria-disabled');
      }
    },
  };
}
