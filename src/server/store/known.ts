// Reads what is known of legs, and of the charge that a gateway tells of. Writes nothing.

import type { Queryable } from '../database.ts';
import { gatewayKeyOf, type LegPlace } from '../identity.ts';
import { attemptOf, chargeOf, checkoutOf, legOf } from '../rows.ts';
import type { Known } from '../transition.ts';

const KNOWN = `
  SELECT row_to_json(c) AS checkout, row_to_json(a) AS attempt, row_to_json(l) AS leg,
    row_to_json(k) AS charge
  FROM payonce_checkouts c
  JOIN payonce_attempts a ON a.checkout_id = c.id AND a.ordinal = $2
  JOIN payonce_legs l ON l.checkout_id = c.id AND l.ordinal = $2 AND l.leg = $3
  LEFT JOIN payonce_charges k ON k.gateway = $4 AND k.charge_id = $5
  WHERE c.id = $1`;

export async function readLeg(
  database: Queryable,
  gateway: string,
  place: LegPlace,
  chargeId: string | null,
): Promise<Known | null> {
  const { checkoutId, ordinal, leg: legNumber } = place;
  const parameters = [checkoutId, ordinal, legNumber, gateway, chargeId];
  const [row] = await database.query(KNOWN, parameters);
  const checkout = checkoutOf(row);
  const attempt = attemptOf(row);
  const leg = legOf(row);
  if (checkout === null || attempt === null || leg === null) return null;
  return { checkout, attempt, leg, capture: chargeOf(row) };
}

const KNOWN_LEGS = `
  SELECT l.checkout_id, l.ordinal, l.leg
  FROM json_to_recordset($1::json) AS w (checkout_id text, ordinal integer, leg integer)
  JOIN payonce_legs l ON l.checkout_id = w.checkout_id AND l.ordinal = w.ordinal AND l.leg = w.leg`;

/** Which of these legs were ever written down, by their gateway keys. */
export async function knownLegs(
  database: Queryable,
  places: readonly LegPlace[],
): Promise<ReadonlySet<string>> {
  if (places.length === 0) return new Set();
  const wanted = places.map(({ checkoutId, ordinal, leg }) => ({
    checkout_id: checkoutId,
    ordinal,
    leg,
  }));
  const rows = await database.query(KNOWN_LEGS, [JSON.stringify(wanted)]);
  return new Set(
    rows.map((row) =>
      gatewayKeyOf(String(row['checkout_id']), Number(row['ordinal']), Number(row['leg'])),
    ),
  );
}
