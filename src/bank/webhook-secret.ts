// The secret that the demo's shop and bank share when nobody sets another one. It is public, so it
// proves nothing outside the demo.

export const DEMO_WEBHOOK_SECRET = 'whsec_cGF5b25jZS1kZW1vLXdlYmhvb2stc2VjcmV0';
