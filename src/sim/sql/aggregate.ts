// Functions over the rows of a group: count, sum, min, max, json_agg. Knows values, not how rows
// come to their group.

import type { Call } from './ast.ts';
import { settledAlone } from './coerce.ts';
import type { Computed } from './computed.ts';
import type { Execution } from './execution.ts';
import { noFunction } from './functions.ts';
import { comparator } from './order.ts';
import { toJson } from './record-json.ts';
import { isNumber, type SqlType } from './sql-type.ts';
import { compare, inRange, Json, type Value, type Values } from './value.ts';

/** The rows of one group, one after the other. */
export interface Tally {
  add(x: Execution): void;
  result(): Value;
}

export interface Aggregate {
  readonly type: SqlType;
  begin(): Tally;
}

/** `given` and `keys` (of its own ORDER BY) are asked of each row. */
export function aggregateOf(
  call: Call,
  given: readonly Computed[],
  keys: readonly Computed[],
): Aggregate {
  const { name, isStar, at } = call;
  const [only, other] = given.map((item) => settledAlone(item, at));
  if (name === 'count' && isStar) return counted(null);
  if (only === undefined || other !== undefined || isStar) throw noFunction(name, given, at);
  if (name === 'json_agg') return listed(call, only, keys);
  if (keys.length > 0) throw noFunction(`${name} with ORDER BY`, given, at);
  if (name === 'count') return counted(only);
  if (name === 'sum' && isNumber(only.type)) return summed(only);
  if ((name === 'min' || name === 'max') && (isNumber(only.type) || only.type === 'text')) {
    return extreme(only, name === 'min' ? -1 : 1);
  }
  throw noFunction(name, given, at);
}

/** Of `item` those that are not NULL; without one, all rows. */
function counted(item: Computed | null): Aggregate {
  return {
    type: 'bigint',
    begin() {
      let count = 0;
      return {
        add: (x) => void (count += item === null || item.run(x) !== null ? 1 : 0),
        result: () => count,
      };
    },
  };
}

function summed({ run, type: of }: Computed): Aggregate {
  const type = of === 'integer' ? 'bigint' : 'numeric';
  return {
    type,
    begin() {
      let sum: number | null = null;
      return {
        add(x) {
          const value = run(x) as number | null;
          if (value !== null) sum = inRange(type, (sum ?? 0) + value);
        },
        result: () => sum,
      };
    },
  };
}

function extreme({ run, type }: Computed, sign: 1 | -1): Aggregate {
  return {
    type,
    begin() {
      let best: Value = null;
      return {
        add(x) {
          const value = run(x);
          if (value === null) return;
          if (best === null || compare(value, best) === sign) best = value;
        },
        result: () => best,
      };
    },
  };
}

function listed(call: Call, item: Computed, keys: readonly Computed[]): Aggregate {
  const convert = toJson(item.type, item.columns) ?? ((value: Value): unknown => value);
  const order = comparator(call.orderBy);
  // As PostgreSQL writes it.
  const between = item.type === 'record' ? ', \n ' : ', ';
  return {
    type: 'json',
    begin() {
      const entries: { readonly value: unknown; readonly keys: Values }[] = [];
      return {
        add(x) {
          const value = item.run(x);
          const mine = keys.map((key) => key.run(x));
          entries.push({ value: value === null ? null : convert(value), keys: mine });
        },
        result() {
          if (entries.length === 0) return null;
          if (keys.length > 0) entries.sort((a, b) => order(a.keys, b.keys));
          const list = entries.map(({ value }) => value);
          const text = () => `[${list.map((value) => JSON.stringify(value)).join(between)}]`;
          return new Json(list, text);
        },
      };
    },
  };
}
