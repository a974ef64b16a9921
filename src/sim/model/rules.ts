// The guards that keep money right, by name. All stand in the real code; a test takes one away to
// see that the model would find what it keeps from happening.

export interface Rules {
  /** A worker writes only while its fence is the row's. */
  readonly fenced: boolean;
  /** What nobody had asked for is written only if the checkout is as it was read. */
  readonly revised: boolean;
  /** A claim needs that no attempt is live and none has paid. */
  readonly oneLive: boolean;
  /** A worker that slept past its lease or the consent sends nothing. */
  readonly awakeToSend: boolean;
  /** What the books do not have is voided by a tombstone before it counts as not charged. */
  readonly tombstones: boolean;
  /** A lost answer is looked up; else it would be a decline. */
  readonly lostIsUnknown: boolean;
  /** A message about an attempt that has ended changes nothing that was told. */
  readonly endsStay: boolean;
  /** All refunds of a charge together stay under what was captured. */
  readonly refundsCapped: boolean;
  /** A refund is sent under its own gateway key for ever. */
  readonly refundKeyStays: boolean;
  /** What is lost is looked at again. */
  readonly sweeps: boolean;
}

export const RULES: Rules = {
  fenced: true,
  revised: true,
  oneLive: true,
  awakeToSend: true,
  tombstones: true,
  lostIsUnknown: true,
  endsStay: true,
  refundsCapped: true,
  refundKeyStays: true,
  sweeps: true,
};
