// How every piece is drawn: bare clay below, glaze dipped over it down to a wavy tide line, one
// flat shade on the side away from the light. Shapes only; the tones are the style sheet's, so that
// they can dim at night.

import { useId, type ReactNode } from 'react';

export interface Thrown {
  /** The outline of the body, as a path. */
  readonly outline: string;
  /** Class of the glaze's tone. */
  readonly glaze: string;
  /** Where the glaze ends: a path that covers what was dipped. */
  readonly dipped: string;
  /** The side away from the light: a path that covers it. */
  readonly shade: string;
  /** More that lies on the body, within its outline. */
  readonly children?: ReactNode;
}

export function Thrown({ outline, glaze, dipped, shade, children }: Thrown) {
  const id = useId();
  return (
    <>
      <clipPath id={id}>
        <path d={outline} />
      </clipPath>
      <path d={outline} className="tone-clay" />
      <g clipPath={`url(#${id})`}>
        <path d={dipped} className={glaze} />
        {children}
        <path d={shade} className="tone-shade" />
      </g>
    </>
  );
}

/** A mouth seen from a little above: the lip, and the dark inside. */
export function Mouth(props: {
  cx: number;
  cy: number;
  rx: number;
  ry: number;
  lip: number;
  glaze: string;
}) {
  const { cx, cy, rx, ry, lip, glaze } = props;
  return (
    <>
      <ellipse cx={cx} cy={cy} rx={rx} ry={ry} className={glaze} />
      <ellipse cx={cx} cy={cy} rx={rx} ry={ry} className="tone-lip" />
      <ellipse cx={cx} cy={cy + lip * 0.35} rx={rx - lip} ry={ry - lip * 0.6} className={glaze} />
      <ellipse
        cx={cx}
        cy={cy + lip * 0.35}
        rx={rx - lip}
        ry={ry - lip * 0.6}
        className="tone-inside"
      />
    </>
  );
}

/** The shadow on the table, thrown away from the light. */
export function Shadow({ cx, cy, rx, ry }: { cx: number; cy: number; rx: number; ry: number }) {
  return <ellipse cx={cx} cy={cy} rx={rx} ry={ry} className="tone-cast" />;
}
