// A cart as pages and server exchange it, and the parsers of the messages about it. Knows shapes
// and limits; both sides import it. Does not know where carts are kept or what a piece costs.

import * as v from 'valibot';

// More of one piece than anyone carries home, and still two digits in the stepper.
export const MAX_QUANTITY = 99;
// Far more different pieces than the shop has; bounds the work that one request can ask for.
export const MAX_ITEMS = 50;
const MAX_SKU_LENGTH = 64;
const MAX_VERSION_LENGTH = 32;

const item = v.object(
  {
    sku: v.pipe(
      v.string('sku must be a string'),
      v.minLength(1, 'sku must not be empty'),
      v.maxLength(MAX_SKU_LENGTH, `sku must have at most ${MAX_SKU_LENGTH} characters`),
    ),
    quantity: v.pipe(
      v.number('quantity must be a number'),
      v.safeInteger('quantity must be a whole number'),
      v.minValue(1, 'quantity must be at least 1'),
      v.maxValue(MAX_QUANTITY, `quantity must be at most ${MAX_QUANTITY}`),
    ),
  },
  'must be an item: { "sku": "mug", "quantity": 1 }',
);
export type Item = Readonly<v.InferOutput<typeof item>>;

const items = v.pipe(
  v.array(item, 'items must be a list'),
  v.maxLength(MAX_ITEMS, `items must have at most ${MAX_ITEMS} entries`),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const seen = new Set<string>();
    for (const { sku } of dataset.value) {
      if (seen.has(sku))
        addIssue({ message: `items must name each sku once: "${sku}" comes twice` });
      seen.add(sku);
    }
  }),
);

const BODY = 'must be a JSON object: { "items": [{ "sku": "mug", "quantity": 1 }] }';

export const newCartSchema = v.object(
  { items: v.pipe(items, v.minLength(1, 'items must not be empty')) },
  BODY,
);

/**
 * `items` replaces what is in the cart. With `version`, only if the cart is still at that version.
 */
export const cartChangeSchema = v.object(
  {
    items,
    version: v.exactOptional(
      v.pipe(
        v.string('version must be a string'),
        v.maxLength(
          MAX_VERSION_LENGTH,
          `version must have at most ${MAX_VERSION_LENGTH} characters`,
        ),
      ),
    ),
  },
  BODY,
);

const money = v.object({ value: v.number(), currency: v.string() });

export const productsSchema = v.array(
  v.object({ sku: v.string(), name: v.string(), price: money }),
);

export const cartSchema = v.object({
  id: v.string(),
  version: v.string(),
  /**
   * `paying`: a payment is under way and nothing may change. `paid`: finished; the next piece
   * starts a new cart.
   */
  status: v.picklist(['open', 'paying', 'paid']),
  items: v.array(item),
  lines: v.array(
    v.object({ sku: v.string(), name: v.string(), quantity: v.number(), amount: money }),
  ),
  amount: money,
  /** The checkout that is paying or has paid this cart. */
  checkoutId: v.nullable(v.string()),
});
export type Cart = Readonly<v.InferOutput<typeof cartSchema>>;
