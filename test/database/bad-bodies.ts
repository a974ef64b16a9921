// Bodies that no payment may have: what is wrong with each, and the path that its error names.

const EUR = 'EUR';

// Each changes one thing of a payment that would succeed.
export const BAD_BODIES: readonly [string, unknown, string][] = [
  ['no object', 42, ''],
  ['a list', [], 'amount'],
  ['null', null, ''],
  ['nothing in it', {}, 'amount'],
  ['an amount of text', { amount: '4200' }, 'amount'],
  ['a value of text', { amount: { value: '4200', currency: EUR } }, 'amount.value'],
  ['a negative value', { amount: { value: -4200, currency: EUR } }, 'amount.value'],
  ['a value of zero', { amount: { value: 0, currency: EUR } }, 'amount.value'],
  ['a fractional value', { amount: { value: 42.5, currency: EUR } }, 'amount.value'],
  ['2^53', { amount: { value: 2 ** 53, currency: EUR } }, 'amount.value'],
  ['an unknown currency', { amount: { value: 4200, currency: 'XYZ' } }, 'amount.currency'],
  ['a lower-case currency', { amount: { value: 4200, currency: 'eur' } }, 'amount.currency'],
  ['no currency', { amount: { value: 4200 } }, 'amount.currency'],
  ['a version of another type', { cartVersion: 7 }, 'cartVersion'],
  ['no payment method', { paymentMethod: undefined }, 'paymentMethod'],
  ['no token', { paymentMethod: { type: 'card' } }, 'paymentMethod.token'],
  ['an empty token', { paymentMethod: { type: 'card', token: '' } }, 'paymentMethod.token'],
  [
    'a huge token',
    { paymentMethod: { type: 'card', token: 'x'.repeat(256) } },
    'paymentMethod.token',
  ],
  ['a NUL in the token', { paymentMethod: { type: 'card', token: 'a\0b' } }, 'paymentMethod.token'],
  [
    'a card number for a token',
    { paymentMethod: { type: 'card', token: '4242 4242 4242 4242' } },
    'paymentMethod.token',
  ],
  ['a strange type', { paymentMethod: { type: 'Card!', token: 'tok_1' } }, 'paymentMethod.type'],
];
