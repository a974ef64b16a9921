// Who was away, and who was only in a frame of the page, as a real document's events tell it.

import { afterEach, expect, test, vi } from 'vitest';
import { onComingBack } from '../../src/platform/coming-back.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  document.body.replaceChildren();
});

function listening(): { heard: () => number; stop: () => void } {
  const ended = new AbortController();
  let count = 0;
  onComingBack(() => (count += 1), ended.signal);
  return { heard: () => count, stop: () => ended.abort() };
}

function aField(parent: Node = document.body): HTMLInputElement {
  return parent.appendChild(document.createElement('input'));
}

/** The focus goes from the page into a frame, which the window sees as leaving. */
function enterFrame(parent: Node = document.body): void {
  const frame = parent.appendChild(document.createElement('iframe'));
  frame.focus();
  window.dispatchEvent(new Event('blur'));
}

test('a focus that comes back from a frame of the page itself is no coming back', () => {
  const { heard, stop } = listening();
  enterFrame();
  aField().focus();
  window.dispatchEvent(new Event('focus'));
  expect(heard()).toBe(0);
  window.dispatchEvent(new Event('blur'));
  window.dispatchEvent(new Event('focus'));
  expect(heard()).toBe(1);
  stop();
});

test('a frame inside of an open shadow root is a frame of the page itself too', () => {
  const { heard, stop } = listening();
  const host = document.body.appendChild(document.createElement('div'));
  enterFrame(host.attachShadow({ mode: 'open' }));
  window.dispatchEvent(new Event('focus'));
  expect(heard()).toBe(0);
  stop();
});

test('a frame that has the focus only after the window lost it is seen all the same', () => {
  vi.useFakeTimers();
  const { heard, stop } = listening();
  const frame = document.body.appendChild(document.createElement('iframe'));
  aField().focus();
  window.dispatchEvent(new Event('blur'));
  frame.focus();
  vi.advanceTimersByTime(0);
  window.dispatchEvent(new Event('focus'));
  expect(heard()).toBe(0);
  stop();
});

test('a focus that comes back from another window counts, whatever had it before that', () => {
  const { heard, stop } = listening();
  enterFrame();
  window.dispatchEvent(new Event('focus'));
  aField().focus();
  window.dispatchEvent(new Event('blur'));
  window.dispatchEvent(new Event('focus'));
  expect(heard()).toBe(1);
  stop();
});

test('who leaves the window from within a frame has come back when the focus is there again', () => {
  vi.useFakeTimers();
  const hasFocus = vi.spyOn(document, 'hasFocus').mockReturnValue(true);
  const { heard, stop } = listening();
  enterFrame();
  vi.advanceTimersByTime(5_000);
  expect(heard()).toBe(0);
  hasFocus.mockReturnValue(false);
  vi.advanceTimersByTime(5_000);
  expect(heard()).toBe(0);
  hasFocus.mockReturnValue(true);
  vi.advanceTimersByTime(1_000);
  expect(heard()).toBe(1);
  window.dispatchEvent(new Event('focus'));
  expect(heard()).toBe(1);
  stop();
});

test('who leaves from within a frame and comes back to the page itself has come back once', () => {
  vi.useFakeTimers();
  const hasFocus = vi.spyOn(document, 'hasFocus').mockReturnValue(false);
  const { heard, stop } = listening();
  enterFrame();
  vi.advanceTimersByTime(1_000);
  hasFocus.mockReturnValue(true);
  window.dispatchEvent(new Event('focus'));
  vi.advanceTimersByTime(5_000);
  expect(heard()).toBe(1);
  stop();
});

test('when it ends, nothing is listened for and nothing is looked at any more', () => {
  const frame = document.body.appendChild(document.createElement('iframe'));
  frame.focus();
  vi.useFakeTimers();
  const { heard, stop } = listening();
  window.dispatchEvent(new Event('blur'));
  expect(vi.getTimerCount()).toBe(2);
  stop();
  expect(vi.getTimerCount()).toBe(0);
  window.dispatchEvent(new Event('focus'));
  expect(heard()).toBe(0);
});
