// The switches of one lane: each fault by its name, what it does, how often and how late. A switch
// that is on says how often it will still strike, and goes off by itself.

import { useId, useState, type ReactNode } from 'react';
import type { OfferedFault } from '../lab/lanes.ts';
import { timesOf, type LaneFaults } from '../lab/use-lab.ts';

interface FaultListProps {
  readonly lane: string;
  readonly offered: readonly OfferedFault[];
  readonly faults: LaneFaults;
  readonly children?: ReactNode;
}

export function FaultList({ lane, offered, faults, children }: FaultListProps) {
  return (
    <>
      <h3>What can go wrong</h3>
      <ul className="faults">
        {children}
        {offered.map((fault) => (
          <Fault key={fault.point} lane={lane} fault={fault} faults={faults} />
        ))}
      </ul>
    </>
  );
}

interface FaultProps {
  readonly lane: string;
  readonly fault: OfferedFault;
  readonly faults: LaneFaults;
}

function Fault({ lane, fault, faults }: FaultProps) {
  const { point, does } = fault;
  const [times, setTimes] = useState(1);
  const [ms, setMs] = useState(fault.ms ?? 0);
  const left = timesOf(faults.armed, point);

  function change(isOn: boolean): void {
    if (!isOn) void faults.disarm(point);
    else void faults.arm({ point, times, ms });
  }

  return (
    <li className="fault">
      <Switch name={point} does={does} isOn={left > 0} left={left} onChange={change} />
      {fault.ms !== undefined && (
        <Amount
          of={`${lane}, ${point}`}
          unit="ms"
          value={ms}
          min={0}
          max={60_000}
          onChange={setMs}
        />
      )}
      <Amount
        of={`${lane}, ${point}`}
        unit="×"
        value={times}
        min={1}
        max={99}
        onChange={setTimes}
      />
    </li>
  );
}

interface SwitchProps {
  readonly name: string;
  readonly does: string;
  readonly isOn: boolean;
  /** How often it will still strike, where it is counted. */
  readonly left?: number;
  readonly onChange: (isOn: boolean) => void;
}

export function Switch({ name, does, isOn, left = 0, onChange }: SwitchProps) {
  const id = useId();
  return (
    <button
      className="switch"
      type="button"
      role="switch"
      aria-checked={isOn}
      aria-labelledby={`${id}-name`}
      aria-describedby={`${id}-does`}
      onClick={() => onChange(!isOn)}
    >
      <span className="switch-track" aria-hidden="true" />
      <span className="switch-name" id={`${id}-name`}>
        {name}
      </span>
      <span className="switch-does" id={`${id}-does`}>
        {left > 0 && <span className="switch-left">{left} left: </span>}
        {does}
      </span>
    </button>
  );
}

interface AmountProps {
  readonly of: string;
  readonly unit: '×' | 'ms';
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
}

const SPOKEN = { '×': 'times', ms: 'milliseconds' } as const;

function Amount({ of, unit, value, min, max, onChange }: AmountProps) {
  return (
    <label className="fault-amount">
      <span className="visually-hidden">
        {of}, {SPOKEN[unit]}
      </span>
      <input
        type="number"
        inputMode="numeric"
        min={min}
        max={max}
        value={value}
        data-unit={unit}
        onChange={(event) => {
          const asked = event.currentTarget.valueAsNumber;
          if (Number.isInteger(asked)) onChange(Math.min(Math.max(asked, min), max));
        }}
      />
      <span aria-hidden="true">{unit}</span>
    </label>
  );
}
