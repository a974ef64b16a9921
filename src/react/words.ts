// Every word that the widget says, in English, in one place. A sentence is a template: `{amount}`,
// `{count}` and the like are filled in where it is shown. Does not know which sentence belongs to
// which moment.

/**
 * A sentence that depends on a number: one form per plural category of the language, `other` at
 * least.
 */
export type Plural = { readonly other: string } & Readonly<
  Partial<Record<Intl.LDMLPluralRule, string>>
>;

export interface Messages {
  /** Names the widget as a region of the page. */
  readonly title: string;
  readonly pay: string;
  /** The button before the amount is known; heard, not seen. */
  readonly paySoon: string;
  readonly paying: string;
  readonly payWaiting: string;
  readonly payElsewhere: string;
  /** The button of a bank debit that takes days. */
  readonly payOnItsWay: string;
  /** The button of a checkout that is closed or not there. */
  readonly payClosed: string;
  readonly continueAtBank: string;
  /** Must not begin like `pay`: one button only does. */
  readonly cancelAtBank: string;
  /** Spoken before `continueAtBank` and `tryAgain` when they go on with this payment. */
  readonly paySpoken: string;
  /** Spoken before a `tryAgain` that only asks how the payment stands. */
  readonly askSpoken: string;
  readonly paid: string;
  readonly tryAgain: string;

  readonly loadingLong: string;
  readonly waitShort: string;
  readonly waitLong: string;
  readonly checkingLine: string;
  readonly checkingLongLine: string;
  /** While the server has not told of the payment: it may never have heard of it. */
  readonly checkingUnsureLine: string;
  readonly checkingUnsureLongLine: string;
  readonly actionLine: string;
  readonly notCanceled: string;
  readonly processingLine: string;
  readonly paidLine: string;
  readonly partlyRefundedLine: string;
  readonly refundedLine: string;
  readonly declinedFunds: string;
  readonly declinedTechnical: string;
  readonly declinedNotCompleted: string;
  /** The card's owner could not be made sure of. */
  readonly declinedAuthentication: string;
  /** Nobody came to the bank's page in time. */
  readonly declinedExpired: string;
  /** The card or account details were of no use, or only once. */
  readonly declinedDetails: string;
  /** The one decline that took money: another amount than was shown. */
  readonly declinedAmount: string;
  readonly declinedOther: string;
  readonly declinedDebit: string;
  readonly quoteChanged: string;
  readonly quoteChangedUncertain: string;
  readonly offlineLine: string;
  readonly otherTab: string;
  readonly otherPaymentDeclined: string;
  readonly expiredLine: string;
  readonly shopDown: string;
  readonly shopDownUncertain: string;
  readonly standingUnknown: string;
  readonly cardIncomplete: string;
  readonly cardUnreachable: string;
  readonly tooManyAttempts: Plural;
  readonly notSignedIn: string;
  readonly notFound: string;
  readonly refused: string;
  readonly errorLine: string;
  readonly smallPrint: string;

  readonly items: Plural;
  readonly total: string;
  readonly quantity: string;

  readonly cardFields: string;
  readonly cardFieldsLoading: string;
  readonly cardFieldsMissing: string;
  readonly cardFieldsReload: string;

  readonly thankYou: string;
  readonly confirming: string;
  readonly onItsWay: string;
  readonly notPaidYet: string;
  readonly cannotShow: string;
  readonly openLine: string;
  readonly actionConfirmation: string;
  readonly confirmationOffline: string;
  readonly amountPaid: string;
  readonly amountDue: string;
  readonly reference: string;
  readonly paidWith: string;
  readonly payingWith: string;
  readonly date: string;
  readonly cardEnding: string;
  readonly bankDebit: string;
  readonly bought: string;
  readonly buying: string;
  readonly refunds: string;
  readonly refundSucceeded: string;
  readonly refundPending: string;
  readonly refundFailed: string;

  readonly broken: string;
}

/**
 * The built-in words. Spread them to change a few: `messages={{ pay: 'Order for {amount}' }}` does
 * the same.
 */
export const ENGLISH: Messages = {
  title: 'Payment',
  pay: 'Pay {amount}',
  paySoon: 'Pay',
  paying: 'Paying {amount}',
  payWaiting: 'Pay {amount} (waiting)',
  payElsewhere: 'Paying in another tab',
  payOnItsWay: 'Payment on its way',
  payClosed: 'Payment not available',
  continueAtBank: 'Continue at your bank',
  cancelAtBank: 'Cancel and pay another way',
  paySpoken: 'Pay {amount}.',
  askSpoken: 'Payment.',
  paid: 'Paid {amount}',
  tryAgain: 'Try again',

  loadingLong: 'This takes longer than usual. Please check your connection.',
  waitShort: 'Asking your bank.',
  waitLong: 'This takes longer than usual. You will not be charged twice.',
  checkingLine: "We have not heard back from the bank yet and keep asking. Please don't pay again.",
  checkingLongLine:
    "You may close this page. Your order is safe, please don't pay again. The result will be here and in your confirmation.",
  checkingUnsureLine:
    "We are checking how your payment stands and keep asking. Please don't pay again.",
  checkingUnsureLongLine:
    "We are still checking and show the result here. Please keep this page open and don't pay again.",
  actionLine: 'Your bank wants to make sure it is you.',
  notCanceled:
    'This could not be canceled just now. Continue at your bank, or try again in a moment.',
  processingLine:
    'Your bank debit is on its way. This can take some days; we will confirm when it arrives.',
  paidLine: 'Payment received.',
  partlyRefundedLine: 'Payment received. A part of it was refunded.',
  refundedLine: 'This payment was refunded.',
  declinedFunds:
    'Your bank declined this card: not enough funds. Nothing was charged. Try another card.',
  declinedTechnical:
    'Your bank could not handle this card just now. Nothing was charged. Try again or use another card.',
  declinedNotCompleted: 'The payment was not completed. Nothing was charged. You can try again.',
  declinedAuthentication:
    'Your bank could not make sure that it was you. Nothing was charged. Try again or use another card.',
  declinedExpired: 'Your bank waited for you and gave up. Nothing was charged. You can try again.',
  declinedDetails:
    'The payment details could not be used. Nothing was charged. Please enter them again.',
  declinedAmount:
    'Your bank took another amount than was shown, and it is given back in full. You can pay again.',
  declinedOther:
    'Your bank declined this card. Nothing was charged. Try another card or call your bank.',
  declinedDebit:
    'Your bank did not accept this debit. Nothing was charged. Try another way to pay.',
  quoteChanged:
    'Your cart changed in another window. The new total is {amount}. Nothing was charged yet.',
  quoteChangedUncertain: 'Your cart changed in another window. The new total is {amount}.',
  offlineLine: 'You are offline. Nothing was sent. You can pay as soon as you are back.',
  otherTab: 'This cart is being paid in another tab. The result will show here too.',
  otherPaymentDeclined: 'Another payment for this cart was declined. You can pay here now.',
  expiredLine: 'This checkout has closed. Go back to your cart to open a new one.',
  shopDown: 'The shop cannot take payments right now. Nothing was charged.',
  shopDownUncertain:
    'The shop does not answer right now. We show where your payment stands as soon as it does.',
  standingUnknown:
    'The shop cannot say right now where your payment stands. It will show here as soon as it can.',
  cardIncomplete: 'Some card details are still missing. Please complete them above.',
  cardUnreachable:
    'The card fields cannot reach the bank. Check your connection and press Pay again.',
  tooManyAttempts: {
    one: 'That was too many tries for now. Please wait a minute, then pay again.',
    other: 'That was too many tries for now. Please wait {count} minutes, then pay again.',
  },
  notSignedIn: 'You are not signed in any more. Sign in again and come back to pay.',
  notFound: 'We cannot find this checkout. Go back to your cart and open it from there.',
  refused: 'The shop could not accept this payment. Reload the page, or ask the shop for help.',
  errorLine:
    'Something is not working on our side. Reload the page to see where your payment stands.',
  smallPrint: 'Charged once. Protected against double payment.',

  items: { one: '{count} item', other: '{count} items' },
  total: 'Total',
  quantity: 'Quantity {count}',

  cardFields: 'Card details',
  cardFieldsLoading: 'The card fields are loading.',
  cardFieldsMissing:
    'The card fields have not loaded. Check your connection, switch off content blockers for this page, then load them again.',
  cardFieldsReload: 'Load the card fields again',

  thankYou: 'Thank you',
  confirming: 'One moment',
  onItsWay: 'On its way',
  notPaidYet: 'Not paid yet',
  cannotShow: 'We cannot show this',
  confirmationOffline: 'You are offline. Your payment will show here as soon as you are back.',
  actionConfirmation:
    'We are waiting to hear from your bank. If it still wants something from you, continue there.',
  openLine: 'Nothing has been paid here yet. Go back to your cart to pay.',
  amountPaid: 'Amount paid',
  amountDue: 'Amount',
  reference: 'Reference',
  paidWith: 'Paid with',
  payingWith: 'Paying with',
  date: 'Date',
  cardEnding: '{brand} ending in {last4}',
  bankDebit: 'Bank debit',
  bought: 'What you bought',
  buying: 'What you are buying',
  refunds: 'Refunds',
  refundSucceeded: 'Refunded on {date}',
  refundPending: 'On its way since {date}',
  refundFailed: 'Did not arrive; ask the shop',

  broken:
    'The payment form stopped working. Reload the page: it will show where your payment stands.',
};

/** Puts values into a template: `fill('Pay {amount}', { amount: '€42.00' })` is "Pay €42.00". */
export function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** The form of a sentence for a number, with `{count}` filled in as the locale writes it. */
export function fillPlural(plural: Plural, count: number, locale: string): string {
  const form = plural[new Intl.PluralRules(locale).select(count)] ?? plural.other;
  return fill(form, { count: new Intl.NumberFormat(locale).format(count) });
}
