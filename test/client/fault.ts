// What goes wrong with payments on their way to the fake shop.

/** What happens to one POST of a payment on its way. */
export type Fault =
  /** It never arrives. */
  | 'request-lost'
  /** It arrives and is worked on; its answer does not come back. */
  | 'answer-lost'
  /** As `answer-lost`, but the connection stays open and silent. */
  | 'silence'
  /** Answered with this instead of being looked at. */
  | (() => Response);

// More than any press sends.
const MANY = 100;

export function everyTime(fault: Fault): Fault[] {
  return Array.from({ length: MANY }, () => fault);
}
