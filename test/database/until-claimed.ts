// Waits for the moment at which a payment that goes on meanwhile has claimed its key.

import type { World } from './world.ts';

/** A claim takes as long as the database does; the payment goes on meanwhile. */
export async function untilClaimed(world: World, id: string): Promise<void> {
  while ((await world.read(id)).status !== 'processing') await world.clock.advance(0);
}
