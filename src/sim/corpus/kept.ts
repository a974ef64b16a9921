// Every story that once failed, the oldest first. A new one is a file of its own: paste what
// `--seed N --shrink --save FILE` wrote as `run`, say what was wrong, and how its mending is taken
// away: unmended.test.ts shows whether the story finds that.

import type { KeptStory } from './corpus.ts';
import { ACCEPTED_AND_PAID_IN_WHAT_CAME_AFTER } from './stories/accepted-and-paid-in-what-came-after.ts';
import { ADOPTED_FOR_A_FORMER_OWNER } from './stories/adopted-for-a-former-owner.ts';
import { AHEAD_OF_A_SHOP_THAT_WENT_BACK } from './stories/ahead-of-a-shop-that-went-back.ts';
import { ALREADY_PAID_IN_WHAT_CAME_AFTER } from './stories/already-paid-in-what-came-after.ts';
import { CONFIRMATION_OF_A_FORGOTTEN_PAYMENT } from './stories/confirmation-of-a-forgotten-payment.ts';
import { CONFIRMATION_OF_A_LOST_CHECKOUT } from './stories/confirmation-of-a-lost-checkout.ts';
import { CONFIRMED_WHILE_CALLED_OFF } from './stories/confirmed-while-called-off.ts';
import { COPY_AFTER_NOTHING_WAS_CHARGED } from './stories/copy-after-nothing-was-charged.ts';
import { DECLINED_AND_FORGOTTEN } from './stories/declined-and-forgotten.ts';
import { DECLINED_BESIDE_A_FORGOTTEN_PAYMENT } from './stories/declined-beside-a-forgotten-payment.ts';
import { DECLINED_WHILE_THE_LIST_LAGGED } from './stories/declined-while-the-list-lagged.ts';
import { FENCE_GIVEN_TWICE } from './stories/fence-given-twice.ts';
import { FORGOTTEN_WHILE_CALLED_OFF } from './stories/forgotten-while-called-off.ts';
import { LEG_LOST_UNDER_ITS_WORKER } from './stories/leg-lost-under-its-worker.ts';
import { LOST_ANSWER_AFTER_THE_WEBHOOK } from './stories/lost-answer-after-the-webhook.ts';
import { LOST_WHILE_IT_WAS_WAITED_FOR } from './stories/lost-while-it-was-waited-for.ts';
import { OLD_TOTAL_OVER_A_NEWER_ONE } from './stories/old-total-over-a-newer-one.ts';
import { PAID_IN_WHAT_WAS_LOST } from './stories/paid-in-what-was-lost.ts';
import { PARKED_BY_WHAT_WAS_FORGOTTEN } from './stories/parked-by-what-was-forgotten.ts';
import { PARKED_FORGOTTEN_LEG } from './stories/parked-forgotten-leg.ts';
import { PARKED_WHILE_GIVEN_UP } from './stories/parked-while-given-up.ts';
import { REFUSED_AFTER_AMNESIA } from './stories/refused-after-amnesia.ts';
import { RELEASED_AND_FORGOTTEN } from './stories/released-and-forgotten.ts';
import { RELOADED_WHILE_IT_WAS_FORGOTTEN } from './stories/reloaded-while-it-was-forgotten.ts';
import { REPEAT_APPLIED_WHILE_ASKING } from './stories/repeat-applied-while-asking.ts';
import { REST_REFUNDED_AFTER_AMNESIA } from './stories/rest-refunded-after-amnesia.ts';
import { REVERSED_WHILE_IT_WAS_FORGOTTEN } from './stories/reversed-while-it-was-forgotten.ts';
import { SHUT_OUT_BY_A_FIRST_OPENING } from './stories/shut-out-by-a-first-opening.ts';
import { SHUT_OUT_BY_A_SECOND_OPENING } from './stories/shut-out-by-a-second-opening.ts';
import { STALLED_WORKER_AFTER_AMNESIA } from './stories/stalled-worker-after-amnesia.ts';
import { SURPLUS_GIVEN_BACK_BEFORE } from './stories/surplus-given-back-before.ts';
import { TOKEN_USED_UP_IN_WHAT_WAS_LOST } from './stories/token-used-up-in-what-was-lost.ts';
import { TOLD_BEFORE_IT_WAS_LISTED } from './stories/told-before-it-was-listed.ts';
import { TOLD_THE_NO_OF_A_FORGOTTEN_ORDER } from './stories/told-the-no-of-a-forgotten-order.ts';
import { TOLD_THE_NO_OF_ANOTHER_PRESS } from './stories/told-the-no-of-another-press.ts';
import { TOLD_THE_NO_OF_ANOTHER_TAB } from './stories/told-the-no-of-another-tab.ts';

export const KEPT_STORIES: readonly KeptStory[] = [
  LOST_ANSWER_AFTER_THE_WEBHOOK,
  STALLED_WORKER_AFTER_AMNESIA,
  PARKED_FORGOTTEN_LEG,
  COPY_AFTER_NOTHING_WAS_CHARGED,
  PARKED_WHILE_GIVEN_UP,
  REST_REFUNDED_AFTER_AMNESIA,
  SURPLUS_GIVEN_BACK_BEFORE,
  DECLINED_AND_FORGOTTEN,
  CONFIRMED_WHILE_CALLED_OFF,
  FENCE_GIVEN_TWICE,
  REFUSED_AFTER_AMNESIA,
  REPEAT_APPLIED_WHILE_ASKING,
  AHEAD_OF_A_SHOP_THAT_WENT_BACK,
  TOLD_THE_NO_OF_A_FORGOTTEN_ORDER,
  PAID_IN_WHAT_WAS_LOST,
  LOST_WHILE_IT_WAS_WAITED_FOR,
  CONFIRMATION_OF_A_LOST_CHECKOUT,
  ACCEPTED_AND_PAID_IN_WHAT_CAME_AFTER,
  ALREADY_PAID_IN_WHAT_CAME_AFTER,
  CONFIRMATION_OF_A_FORGOTTEN_PAYMENT,
  RELOADED_WHILE_IT_WAS_FORGOTTEN,
  LEG_LOST_UNDER_ITS_WORKER,
  RELEASED_AND_FORGOTTEN,
  DECLINED_BESIDE_A_FORGOTTEN_PAYMENT,
  TOLD_THE_NO_OF_ANOTHER_PRESS,
  OLD_TOTAL_OVER_A_NEWER_ONE,
  SHUT_OUT_BY_A_FIRST_OPENING,
  ADOPTED_FOR_A_FORMER_OWNER,
  TOLD_THE_NO_OF_ANOTHER_TAB,
  DECLINED_WHILE_THE_LIST_LAGGED,
  SHUT_OUT_BY_A_SECOND_OPENING,
  TOKEN_USED_UP_IN_WHAT_WAS_LOST,
  FORGOTTEN_WHILE_CALLED_OFF,
  TOLD_BEFORE_IT_WAS_LISTED,
  REVERSED_WHILE_IT_WAS_FORGOTTEN,
  PARKED_BY_WHAT_WAS_FORGOTTEN,
];
