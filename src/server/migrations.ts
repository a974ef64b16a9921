// payonce's tables, in numbered steps that only ever grow. Knows no rows and no rules but the
// tables' own.

import type { MigrationSteps } from './migrate.ts';

export const PAYONCE_STEPS: MigrationSteps = [
  [
    // The checkout row is the only point of decision: every step of a payment begins with one
    // conditional UPDATE of it. Its id is made of tenant and cart; a second unique index on those
    // two would fail one of two openings at once, since ON CONFLICT only settles conflicts of one.
    `CREATE TABLE payonce_checkouts (
      id text PRIMARY KEY,
      tenant text NOT NULL,
      principal text NOT NULL,
      cart_id text NOT NULL,
      revision bigint NOT NULL,
      created_at bigint NOT NULL,
      cart_version text NOT NULL,
      amount_value bigint NOT NULL CHECK (amount_value > 0),
      currency text NOT NULL,
      lines text NOT NULL,
      key text,
      key_expires_at bigint,
      retired_key text,
      attempts integer NOT NULL,
      live integer,
      fence integer NOT NULL,
      lease_until bigint,
      paid integer,
      declines integer NOT NULL,
      CHECK (live IS NULL OR paid IS NULL)
    )`,
    `CREATE TABLE payonce_attempts (
      checkout_id text NOT NULL REFERENCES payonce_checkouts (id),
      ordinal integer NOT NULL,
      key text NOT NULL,
      nonce text NOT NULL,
      fingerprint text NOT NULL,
      status text NOT NULL,
      cart_version text NOT NULL,
      amount_value bigint NOT NULL,
      currency text NOT NULL,
      lines text NOT NULL,
      method_type text NOT NULL,
      brand text,
      last4 text,
      decline_code text,
      message text,
      answer_status integer,
      answer_body text,
      consent_until bigint NOT NULL,
      created_at bigint NOT NULL,
      leg integer NOT NULL,
      checks integer NOT NULL,
      next_check_at bigint NOT NULL,
      PRIMARY KEY (checkout_id, ordinal)
    )`,
    // Belts: the checkout row decides; these would stop a server that forgot to ask it.
    `CREATE UNIQUE INDEX payonce_attempts_key ON payonce_attempts (key) WHERE status <> 'not_sent'`,
    `CREATE UNIQUE INDEX payonce_attempts_live ON payonce_attempts (checkout_id)
      WHERE status IN ('processing', 'unknown')`,
    `CREATE INDEX payonce_attempts_due ON payonce_attempts (next_check_at)
      WHERE status IN ('processing', 'unknown')`,
    // One call to one gateway. The token stays only until the leg is decided.
    `CREATE TABLE payonce_legs (
      checkout_id text NOT NULL,
      ordinal integer NOT NULL,
      leg integer NOT NULL,
      gateway text NOT NULL,
      state text NOT NULL,
      token text,
      charge_id text,
      started_at bigint NOT NULL,
      PRIMARY KEY (checkout_id, ordinal, leg),
      FOREIGN KEY (checkout_id, ordinal) REFERENCES payonce_attempts (checkout_id, ordinal)
    )`,
  ],
];
