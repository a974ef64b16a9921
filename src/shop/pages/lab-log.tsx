// The log of the lab: one line a message, time running down, with an arrow for who looks and words
// for who listens. Hovering or focusing a key lights every line that carries it.

import { useEffect, useRef } from 'react';
import type { Line, LineKind, Log } from '../lab/log.ts';
import { useLines } from '../lab/use-lab.ts';

export interface Lighting {
  readonly litKey: string | null;
  readonly onLight: (key: string | null) => void;
}

export function LabLog({ log, ...lighting }: { readonly log: Log } & Lighting) {
  const lines = useLines(log);
  const region = useRef<HTMLDivElement>(null);
  const newest = lines.at(-1);
  const mark = newest === undefined ? '' : `${newest.id} ${newest.count}`;
  useEffect(() => {
    // Follows like a terminal; who hovers a key further up is left alone.
    const element = region.current;
    if (element !== null && !element.matches(':hover, :focus-within')) {
      element.scrollTop = element.scrollHeight;
    }
  }, [mark]);
  return (
    <>
      <div className="log-head">
        <h3 id="log-heading">What was sent, lost, replayed, refused</h3>
        <button className="text-button" type="button" onClick={log.clear}>
          Clear<span className="visually-hidden"> the log</span>
        </button>
      </div>
      <div className="log" ref={region} role="region" aria-labelledby="log-heading" tabIndex={0}>
        {lines.length === 0 && <p className="log-empty">Pay, and see.</p>}
        <ol>
          {lines.map((line) => (
            <LogLine key={line.id} line={line} {...lighting} />
          ))}
        </ol>
      </div>
    </>
  );
}

function LogLine({ line, ...lighting }: { readonly line: Line } & Lighting) {
  const { kind, what, said, key, count, atMs } = line;
  return (
    <li className="log-line" data-kind={kind} data-lit={key !== null && key === lighting.litKey}>
      <time className="log-time" dateTime={new Date(atMs).toISOString()}>
        {clockText(atMs)}
      </time>
      <Arrow kind={kind} />
      <span className="log-words">
        <span className="visually-hidden">{SPOKEN[kind]}: </span>
        <span className="log-what">{what}</span> <span className="log-said">{said}</span>
        {count > 1 && <span className="log-count"> × {count}</span>}
      </span>
      {key !== null && <KeyChip of={key} {...lighting} />}
    </li>
  );
}

const SPOKEN: Readonly<Record<LineKind, string>> = {
  sent: 'Sent',
  answered: 'Answered',
  replayed: 'Replayed',
  refused: 'Refused',
  lost: 'Lost',
  booked: 'Booked',
  note: 'Note',
};

/** To the right is away from the page; a loss ends in a cross, a replay is dotted. */
const ARROWS: Readonly<Record<LineKind, string>> = {
  sent: 'M2 6H34M29 2L34 6L29 10',
  answered: 'M34 6H2M7 2L2 6L7 10',
  replayed: 'M34 6H2M7 2L2 6L7 10',
  refused: 'M34 6H2M7 2L2 6L7 10',
  lost: 'M34 6H18M10 2L18 10M18 2L10 10',
  booked: 'M18 1V11M13 6H23',
  note: 'M15 6H21',
};

function Arrow({ kind }: { kind: LineKind }) {
  return (
    <svg className="arrow" viewBox="0 0 36 12" aria-hidden="true">
      <path d={ARROWS[kind]} />
    </svg>
  );
}

/** The end of a key is what tells keys of one hour apart. */
const TAIL = 6;

export function KeyChip({ of, litKey, onLight }: { readonly of: string } & Lighting) {
  const light = () => onLight(of);
  const unlight = () => onLight(null);
  return (
    <button
      className="key-chip"
      type="button"
      title={of}
      aria-label={`Key ending in ${of.slice(-TAIL)}`}
      data-lit={of === litKey}
      onClick={light}
      onMouseEnter={light}
      onMouseLeave={unlight}
      onFocus={light}
      onBlur={unlight}
    >
      {of.slice(-TAIL)}
    </button>
  );
}

function clockText(atMs: number): string {
  const at = new Date(atMs);
  const two = (value: number) => String(value).padStart(2, '0');
  const millis = String(at.getMilliseconds()).padStart(3, '0');
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${millis}`;
}
