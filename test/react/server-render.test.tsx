// The widget rendered where there is no DOM.

import { renderToString } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Checkout, Confirmation } from '../../src/react.ts';

test('on a server the checkout is its skeleton, and asks nobody', () => {
  const fetch = () => Promise.reject(new Error('a server renders without asking'));
  const html = renderToString(<Checkout api="/payonce" cartId="cart_1" ports={{ fetch }} />);
  expect(html).toContain('data-payonce-status="loading"');
  expect(html).toContain('role="status"');
  expect(html).not.toContain('<iframe');
  expect(html).toMatch(/<button[^>]* aria-disabled="true"/);
});

test('on a server the confirmation is its skeleton', () => {
  const html = renderToString(<Confirmation api="/payonce" checkoutId="chk_1" />);
  expect(html).toContain('data-payonce-status="loading"');
  expect(html).not.toContain('<h1');
});

test('nothing rendered on a server carries a style attribute, which a strict policy would refuse', () => {
  const html = renderToString(<Checkout api="/payonce" cartId="cart_1" />);
  expect(html).not.toMatch(/\sstyle=/);
});
