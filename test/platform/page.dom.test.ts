// A real document's events as awakenings.

import { expect, test, vi } from 'vitest';
import type { WakeReason } from '../../src/client/ports.ts';
import { browserPage } from '../../src/platform/page.ts';

function pageshow(persisted: boolean): Event {
  return Object.assign(new Event('pageshow'), { persisted });
}

test('the page wakes on focus, visible, online, offline, out of the back-forward cache and unfrozen', () => {
  const heard: WakeReason[] = [];
  const stop = browserPage().onWake((reason) => heard.push(reason));
  window.dispatchEvent(new Event('focus'));
  document.dispatchEvent(new Event('visibilitychange'));
  window.dispatchEvent(new Event('online'));
  window.dispatchEvent(new Event('offline'));
  window.dispatchEvent(pageshow(true));
  document.dispatchEvent(new Event('resume'));
  expect(heard).toEqual(['focus', 'visible', 'online', 'offline', 'pageshow', 'resume']);
  stop();
  window.dispatchEvent(new Event('focus'));
  expect(heard).toHaveLength(6);
});

test('a first show and a hiding are no awakening', () => {
  const heard: WakeReason[] = [];
  const stop = browserPage().onWake((reason) => heard.push(reason));
  window.dispatchEvent(pageshow(false));
  const visibility = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
  document.dispatchEvent(new Event('visibilitychange'));
  expect(heard).toEqual([]);
  visibility.mockRestore();
  stop();
});

test('it is online as the browser says and has the address of the document', () => {
  const page = browserPage();
  expect(page.isOnline()).toBe(true);
  const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
  expect(page.isOnline()).toBe(false);
  online.mockRestore();
  expect(page.address?.()).toBe(document.baseURI);
});

test('going from a frame of the page to the page itself is no awakening', () => {
  const heard: WakeReason[] = [];
  const stop = browserPage().onWake((reason) => heard.push(reason));
  const frame = document.body.appendChild(document.createElement('iframe'));
  frame.focus();
  window.dispatchEvent(new Event('blur'));
  frame.remove();
  window.dispatchEvent(new Event('focus'));
  expect(heard).toEqual([]);
  stop();
});
