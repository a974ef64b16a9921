// A shopper without a browser: fills a cart, opens the checkout, gets a token from the bank, pays
// and reads, each over HTTP; and the bank's ledger, which judges. Knows the public contract only.

import type { Checkout } from '../../src/protocol/messages.ts';

export const GOOD_CARD = '4242424242424242';

export interface Place {
  readonly url: string;
  readonly bankUrl: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON, or null. */
  readonly body: Record<string, unknown>;
}

export interface CallInit {
  readonly cookie?: string | null;
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** In place of `body`: these bytes. */
  readonly raw?: string | Uint8Array<ArrayBuffer>;
}

/** One exchange; a body goes out as JSON. */
export async function call(method: string, url: string, init: CallInit = {}): Promise<Answer> {
  const { cookie, key, body, raw } = init;
  const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const headers = {
    ...(sent === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...(typeof cookie === 'string' ? { Cookie: cookie } : {}),
    ...(key === undefined ? {} : { 'Idempotency-Key': key }),
    ...init.headers,
  };
  const options = sent === undefined ? { method, headers } : { method, headers, body: sent };
  const response = await fetch(url, options);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parsed(text) };
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

export interface Shopper {
  readonly cookie: string;
  readonly cartId: string;
  readonly checkout: Checkout;
}

/** Somebody new with one mug in the cart, at the checkout. */
export async function aShopper(url: string): Promise<Shopper> {
  const items = [{ sku: 'mug', quantity: 1 }];
  const made = await call('POST', `${url}/shop/carts`, { body: { items } });
  const cookie = made.headers.get('Set-Cookie')?.split(';')[0] ?? '';
  const cartId = String(made.body['id']);
  return { cookie, cartId, checkout: await open(url, cookie, cartId) };
}

export async function open(url: string, cookie: string, cartId: string): Promise<Checkout> {
  const answer = await call('POST', `${url}/payonce/checkouts`, { cookie, body: { cartId } });
  if (answer.status !== 200) throw new Error(`No checkout: ${answer.status} ${answer.text}`);
  return answer.body as unknown as Checkout;
}

export async function read(url: string, { cookie, checkout }: Shopper): Promise<Checkout> {
  const answer = await call('GET', `${url}/payonce/checkouts/${checkout.id}`, { cookie });
  if (answer.status !== 200) throw new Error(`No checkout: ${answer.status} ${answer.text}`);
  return answer.body as unknown as Checkout;
}

export async function aToken(bankUrl: string, number = GOOD_CARD): Promise<string> {
  const body = { number, exp: '12/40', cvc: '123' };
  return String((await call('POST', `${bankUrl}/tokens`, { body })).body['token']);
}

export interface Payment {
  readonly shopper: Shopper;
  readonly token: string;
}

/** A shopper with a card: what `pay` sends, as often as it is called. */
export async function aPayment(place: Place, number?: string): Promise<Payment> {
  const [shopper, token] = await Promise.all([aShopper(place.url), aToken(place.bankUrl, number)]);
  return { shopper, token };
}

export function paymentBody({ shopper, token }: Payment): Record<string, unknown> {
  const { amount, cartVersion } = shopper.checkout;
  return { amount, cartVersion, paymentMethod: { type: 'card', token } };
}

export function pay(url: string, payment: Payment): Promise<Answer> {
  const { cookie, checkout } = payment.shopper;
  return call('POST', `${url}/payonce/checkouts/${checkout.id}/payments`, {
    cookie,
    key: checkout.idempotencyKey ?? '',
    body: paymentBody(payment),
  });
}

interface Charge {
  readonly key: string;
  readonly reference: string;
  readonly amount: { readonly value: number; readonly currency: string };
  readonly status: string;
}

/** The bank's charges for a checkout, or all of them. */
export async function charges(bankUrl: string, reference?: string): Promise<Charge[]> {
  const query = reference === undefined ? '' : `?reference=${reference}`;
  return (await call('GET', `${bankUrl}/ledger${query}`)).body['charges'] as Charge[];
}

export async function captured(bankUrl: string, reference?: string): Promise<Charge[]> {
  return (await charges(bankUrl, reference)).filter(({ status }) => status === 'captured');
}

// As long as it can be without the shop's giving the bank call up: time enough for a test to do
// something while a payment is in flight.
const SLOW_MS = 4500;

/** The next charge call is made at once, and answered late. */
export async function slowBank(bankUrl: string): Promise<void> {
  const body = { point: 'slow', times: 1, ms: SLOW_MS };
  const answer = await call('POST', `${bankUrl}/faults`, { body });
  if (answer.status !== 201) throw new Error(`The fault was refused: ${answer.text}`);
}

/** Whether anything answers there. */
export async function answers(url: string): Promise<boolean> {
  return call('GET', `${url}/healthz`).then(
    ({ status }) => status === 200,
    () => false,
  );
}
