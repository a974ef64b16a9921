// Where things are in a run, and the secrets everybody there knows.

import { DEMO_WEBHOOK_SECRET } from '../bank/webhook-secret.ts';

export const SHOP_URL = 'https://shop.test';
export const BANK_URL = 'https://bank.test';
export const MERCHANT_SECRET = 'merchant_sim_secret';
export const WEBHOOK_SECRET = DEMO_WEBHOOK_SECRET;
