// A piece in its place: the wall, the table and the one soft light. Decoration beside a name, so
// silent to a screen reader. Does not know what the piece is called or costs.

import { useId } from 'react';
import { Shadow } from './clay.tsx';
import { PIECES } from './pieces.tsx';

/** One piece on its own bit of table, square. Without a piece, the shadow that one left. */
export function PieceScene({ sku }: { sku: string }) {
  const Piece = PIECES[sku];
  return (
    <svg className={`scene scene-${sku}`} viewBox="0 0 400 400" aria-hidden="true">
      <rect className="scene-wall" width="400" height="400" />
      <SoftLight cx={sku === 'lamp' ? 200 : 96} cy={sku === 'lamp' ? 150 : 60} r={340} />
      <rect className="scene-table" y="296" width="400" height="104" />
      {Piece ? <Piece /> : <Shadow cx={220} cy={331} rx={104} ry={11} />}
    </svg>
  );
}

// Left to right, the ones behind first. `depth`: how far from the table's front edge a piece
// stands.
const STILL_LIFE = [
  { sku: 'plate', centre: 652, scale: 0.84, depth: 14 },
  { sku: 'lamp', centre: 992, scale: 1.22, depth: 6 },
  { sku: 'vase', centre: 556, scale: 0.98, depth: 0 },
  { sku: 'teapot', centre: 746, scale: 0.79, depth: -8 },
  { sku: 'bowl', centre: 880, scale: 0.52, depth: -14 },
  { sku: 'mug', centre: 1106, scale: 0.58, depth: -12 },
] as const;

const FRONT = 404;
// Where a piece's own drawing has its foot, and its middle.
const FOOT = 331;
const MIDDLE = 200;

/** All six together on one long table. */
export function StillLife() {
  return (
    <svg
      className="scene scene-still-life"
      viewBox="0 0 1240 460"
      preserveAspectRatio="xMaxYMax slice"
      aria-hidden="true"
    >
      <rect className="scene-wall" width="1240" height="460" />
      <SoftLight cx={992} cy={170} r={620} />
      <rect className="scene-table" y="356" width="1240" height="104" />
      {STILL_LIFE.map(({ sku, centre, scale, depth }) => {
        const Piece = PIECES[sku];
        const x = centre - MIDDLE * scale;
        const y = FRONT - depth - FOOT * scale;
        return (
          <g key={sku} transform={`translate(${x} ${y}) scale(${scale})`}>
            {Piece && <Piece />}
          </g>
        );
      })}
    </svg>
  );
}

function SoftLight({ cx, cy, r }: { cx: number; cy: number; r: number }) {
  const id = useId();
  return (
    <>
      <radialGradient id={id} gradientUnits="userSpaceOnUse" cx={cx} cy={cy} r={r}>
        <stop className="light-near" offset="0" />
        <stop className="light-mid" offset="0.45" />
        <stop className="light-far" offset="1" />
      </radialGradient>
      <circle cx={cx} cy={cy} r={r} fill={`url(#${id})`} />
    </>
  );
}
