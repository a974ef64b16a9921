// Servers that stand by: one that is done serves again, also in the next shop; one that died never
// does. Knows no work.

import { chanceOf } from '../chance.ts';
import { RealServer, type Place } from './real-server.ts';

export class Servers {
  readonly #idle: RealServer[] = [];
  #made = 0;

  async take(place: Place): Promise<RealServer> {
    const idle = this.#idle.pop();
    if (idle !== undefined) {
      idle.place = place;
      return idle;
    }
    this.#made += 1;
    const server = new RealServer(place, chanceOf(1).random(`model server ${this.#made}`));
    // It reads once whose installation it is.
    await server.payonce.mark();
    return server;
  }

  giveBack(server: RealServer): void {
    if (server.parked.length > 0)
      throw new Error('a server that is done still waits for something');
    server.errors.length = 0;
    this.#idle.push(server);
  }

  /** Whatever it waited for never comes. */
  abandon(server: RealServer): void {
    server.parked.length = 0;
  }
}
