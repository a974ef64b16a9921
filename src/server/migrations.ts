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
  [
    // One row: whose charges are ours at a gateway that several installations share.
    `CREATE TABLE payonce_installation (
      one boolean PRIMARY KEY CHECK (one),
      mark text NOT NULL,
      made_at bigint NOT NULL
    )`,
    // Counts the events of a checkout, so that each has its place in line.
    `ALTER TABLE payonce_checkouts ADD COLUMN events integer NOT NULL DEFAULT 0`,
    `ALTER TABLE payonce_attempts ADD COLUMN action_url text`,
    // Set once a person was called to an attempt that nobody could decide.
    `ALTER TABLE payonce_attempts ADD COLUMN attention_at bigint`,
    // Set where a person named the charge that a silent gateway is said to have made.
    `ALTER TABLE payonce_legs ADD COLUMN by_hand boolean NOT NULL DEFAULT false`,
    // Where the shopper sat, as a digest: only to count declines by it.
    `ALTER TABLE payonce_attempts ADD COLUMN address text`,
    `DROP INDEX payonce_attempts_live`,
    `CREATE UNIQUE INDEX payonce_attempts_live ON payonce_attempts (checkout_id)
      WHERE status IN ('processing', 'unknown', 'action_required', 'pending')`,
    // What waits at a gateway is many and in no hurry: it is found apart from what was lost.
    `CREATE INDEX payonce_attempts_parked ON payonce_attempts (next_check_at)
      WHERE status IN ('action_required', 'pending')`,
    `CREATE INDEX payonce_attempts_dead ON payonce_attempts (created_at)
      WHERE status = 'not_sent'`,
    // Answers that are old enough to be thrown away are found without a look at all others.
    `CREATE INDEX payonce_attempts_answers ON payonce_attempts (created_at)
      WHERE answer_body IS NOT NULL`,
    // Every capture known at a gateway. One of a checkout is kept; any other is refunded whole.
    `CREATE TABLE payonce_charges (
      gateway text NOT NULL,
      charge_id text NOT NULL,
      checkout_id text NOT NULL REFERENCES payonce_checkouts (id),
      ordinal integer NOT NULL,
      leg integer NOT NULL,
      amount_value bigint NOT NULL,
      currency text NOT NULL,
      kept boolean NOT NULL,
      refunded_value bigint NOT NULL DEFAULT 0,
      reversed_at bigint,
      found_at bigint NOT NULL,
      PRIMARY KEY (gateway, charge_id),
      CHECK (refunded_value BETWEEN 0 AND amount_value)
    )`,
    `CREATE UNIQUE INDEX payonce_charges_kept ON payonce_charges (checkout_id) WHERE kept`,
    `CREATE INDEX payonce_charges_checkout ON payonce_charges (checkout_id)`,
    // `cause`: merchant, or why payonce gives a capture back: duplicate, late, amount.
    `CREATE TABLE payonce_refunds (
      id text PRIMARY KEY,
      checkout_id text NOT NULL REFERENCES payonce_checkouts (id),
      gateway text NOT NULL,
      charge_id text NOT NULL,
      key text,
      fingerprint text,
      cause text NOT NULL,
      reason text NOT NULL,
      amount_value bigint NOT NULL CHECK (amount_value > 0),
      currency text NOT NULL,
      status text NOT NULL,
      gateway_refund_id text,
      failure text,
      tries integer NOT NULL DEFAULT 0,
      next_try_at bigint,
      attention_at bigint,
      created_at bigint NOT NULL,
      FOREIGN KEY (gateway, charge_id) REFERENCES payonce_charges (gateway, charge_id)
    )`,
    `CREATE UNIQUE INDEX payonce_refunds_key ON payonce_refunds (checkout_id, key)
      WHERE key IS NOT NULL`,
    `CREATE INDEX payonce_refunds_checkout ON payonce_refunds (checkout_id, created_at)`,
    `CREATE INDEX payonce_refunds_due ON payonce_refunds (next_try_at) WHERE status = 'pending'`,
    // Every event a gateway told of. `applied` with its effect, or waiting for what it speaks of.
    `CREATE TABLE payonce_inbox (
      gateway text NOT NULL,
      event_id text NOT NULL,
      status text NOT NULL,
      effect text,
      event text NOT NULL,
      tries integer NOT NULL DEFAULT 0,
      next_try_at bigint,
      received_at bigint NOT NULL,
      PRIMARY KEY (gateway, event_id)
    )`,
    `CREATE INDEX payonce_inbox_due ON payonce_inbox (next_try_at) WHERE status = 'waiting'`,
    `CREATE INDEX payonce_inbox_age ON payonce_inbox (received_at) WHERE status = 'applied'`,
    // What the storefront is told, in order for each checkout, until it has taken it. `taken` lists
    // who has, of several that are told.
    `CREATE TABLE payonce_outbox (
      id text PRIMARY KEY,
      tenant text NOT NULL,
      checkout_id text NOT NULL REFERENCES payonce_checkouts (id),
      place integer NOT NULL,
      type text NOT NULL,
      event text NOT NULL,
      status text NOT NULL,
      tries integer NOT NULL DEFAULT 0,
      next_try_at bigint NOT NULL,
      taken text NOT NULL DEFAULT '[]',
      failure text,
      created_at bigint NOT NULL,
      ended_at bigint
    )`,
    `CREATE UNIQUE INDEX payonce_outbox_place ON payonce_outbox (checkout_id, place)`,
    `CREATE INDEX payonce_outbox_due ON payonce_outbox (next_try_at) WHERE status = 'waiting'`,
    `CREATE INDEX payonce_outbox_ended ON payonce_outbox (ended_at) WHERE status = 'delivered'`,
    `CREATE INDEX payonce_outbox_dead ON payonce_outbox (tenant, created_at) WHERE status = 'dead'`,
    // How often somebody did something in a span of time; old spans are thrown away.
    `CREATE TABLE payonce_tallies (
      tenant text NOT NULL,
      what text NOT NULL,
      who text NOT NULL,
      span bigint NOT NULL,
      count integer NOT NULL,
      PRIMARY KEY (tenant, what, who, span)
    )`,
    `CREATE INDEX payonce_tallies_span ON payonce_tallies (span)`,
    // Up to when a gateway's list has been held against a tenant's rows.
    `CREATE TABLE payonce_reconciled (
      tenant text NOT NULL,
      gateway text NOT NULL,
      listed_until bigint NOT NULL,
      PRIMARY KEY (tenant, gateway)
    )`,
  ],
  [
    // A fence grows with the clock, in milliseconds.
    `ALTER TABLE payonce_checkouts ALTER COLUMN fence TYPE bigint`,
  ],
];
