// Where each lane and row of a drawn story is, in pixels. Knows no colour and no element.

import type { Row, Story } from './story.ts';

/** The column of times, which stays in sight when the rest is moved. */
export const TIME_WIDTH = 96;
export const HEAD_HEIGHT = 56;

// As wide as lets all lanes be seen on a common screen, within what can be read.
const SCREEN_WIDTH = 1_260;
const LEAST_LANE_WIDTH = 148;
const MOST_LANE_WIDTH = 200;
const FIRST_LANE = 28;
const BOTTOM = 24;

// A letter of the drawing's type, on average in a wide one: there is no browser here to ask.
const LETTER_WIDTH = 6.8;

const HEIGHTS = { message: 38, note: 30, fold: 34, turn: 56 } as const;
// After a pause the eye gets one too.
const PAUSE_MS = 1_000;
const PAUSE_HEIGHT = 14;

export interface Box {
  readonly top: number;
  readonly height: number;
  /** Where its line or dot is. */
  readonly y: number;
}

export interface Geometry {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  x(lane: number): number;
}

export function geometryOf({ rows, lanes }: Story): Geometry {
  const share = Math.floor((SCREEN_WIDTH - TIME_WIDTH - FIRST_LANE) / Math.max(1, lanes.length));
  const laneWidth = Math.min(MOST_LANE_WIDTH, Math.max(LEAST_LANE_WIDTH, share));
  const boxes: Box[] = [];
  let top = 8;
  for (const [index, row] of rows.entries()) {
    const before = rows[index - 1];
    const pause = before !== undefined && row.atMs - before.atMs >= PAUSE_MS ? PAUSE_HEIGHT : 0;
    const height = HEIGHTS[kindOf(row)];
    const y = top + pause + (row.type === 'message' ? height - 12 : height / 2);
    boxes.push({ top: top + pause, height, y });
    top += pause + height;
  }
  return {
    width: FIRST_LANE + lanes.length * laneWidth,
    height: top + BOTTOM,
    boxes,
    x: (lane) => FIRST_LANE + lane * laneWidth,
  };
}

function kindOf(row: Row): keyof typeof HEIGHTS {
  if (row.type !== 'band') return row.type;
  return row.isFold ? 'fold' : 'turn';
}

/** How many letters fit into so many pixels. */
export function lettersIn(width: number): number {
  return Math.max(0, Math.floor(width / LETTER_WIDTH));
}
