// Tabs that talk over what the browser has for it: with all of it, with parts of it, and where the
// mere look at it throws.

import { afterEach, expect, test, vi } from 'vitest';
import { browserTabs } from '../../src/platform/tabs.ts';

class Channel {
  static readonly all = new Set<Channel>();
  onmessage: ((event: { data: unknown }) => void) | null = null;
  readonly name: string;

  constructor(name: string) {
    this.name = name;
    Channel.all.add(this);
  }

  postMessage(data: unknown): void {
    for (const other of Channel.all) {
      if (other !== this && other.name === this.name) other.onmessage?.({ data });
    }
  }

  close(): void {
    Channel.all.delete(this);
  }
}

afterEach(() => {
  vi.unstubAllGlobals();
  Channel.all.clear();
  Reflect.deleteProperty(navigator, 'locks');
});

function heard(): { words: boolean[]; stop: () => void } {
  const words: boolean[] = [];
  const stop = browserTabs('this page').listen('cart', (isPaying) => words.push(isPaying));
  return { words, stop };
}

function hide(): void {
  window.dispatchEvent(new Event('pagehide'));
}

test('without locks the channel alone carries the word, and its end', () => {
  vi.stubGlobal('BroadcastChannel', Channel);
  const { words, stop } = heard();
  const end = browserTabs('another page').announce('cart');
  expect(words).toEqual([true]);
  end();
  end();
  expect(words).toEqual([true, false]);
  stop();
  expect(Channel.all.size).toBe(0);
});

test('what is no word of ours is not heard', () => {
  vi.stubGlobal('BroadcastChannel', Channel);
  const { words } = heard();
  for (const data of [null, 'paying', {}, { isPaying: 'yes' }]) {
    new Channel('cart').postMessage(data);
  }
  expect(words).toEqual([]);
});

test('a page that is hidden for good says that it is over, and holds nothing', () => {
  vi.stubGlobal('BroadcastChannel', Channel);
  const other = new Channel('cart');
  const said: unknown[] = [];
  other.onmessage = ({ data }) => said.push(data);
  browserTabs('another page').announce('cart');
  heard();
  hide();
  expect(said).toMatchObject([{ isPaying: true }, { isPaying: false }]);
  expect([...Channel.all]).toEqual([other]);
});

test('a page that comes back from the back-forward cache hears again', () => {
  vi.stubGlobal('BroadcastChannel', Channel);
  const { words } = heard();
  hide();
  new Channel('cart').postMessage({ isPaying: true });
  window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
  new Channel('cart').postMessage({ isPaying: true });
  expect(words).toEqual([true]);
});

test('locks that are refused leave the channel', async () => {
  vi.stubGlobal('BroadcastChannel', Channel);
  const request = () => Promise.reject(new DOMException('no', 'SecurityError'));
  Object.defineProperty(navigator, 'locks', { configurable: true, value: { request } });
  const { words } = heard();
  browserTabs('another page').announce('cart');
  await vi.waitFor(() => expect(words).toEqual([true]));
});

test('where the mere look at any of it throws, nothing is said and nothing breaks', () => {
  const thrower = () => {
    throw new DOMException('no', 'SecurityError');
  };
  Object.defineProperty(navigator, 'locks', { configurable: true, get: thrower });
  vi.stubGlobal('BroadcastChannel', thrower);
  const { words, stop } = heard();
  browserTabs('another page').announce('cart')();
  stop();
  expect(words).toEqual([]);
});

test('a page does not hear itself, however late its words come', () => {
  vi.stubGlobal('BroadcastChannel', Channel);
  const { words } = heard();
  const said: unknown[] = [];
  const other = new Channel('cart');
  other.onmessage = ({ data }) => said.push(data);
  browserTabs('this page').announce('cart')();
  for (const data of said) other.postMessage(data);
  expect([said.length, words]).toEqual([2, []]);
});

test('all that a page makes of its tabs is one page', () => {
  vi.stubGlobal('BroadcastChannel', Channel);
  const words: boolean[] = [];
  browserTabs().listen('cart', (isPaying) => words.push(isPaying));
  browserTabs().announce('cart')();
  expect(words).toEqual([]);
});
