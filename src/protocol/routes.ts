// Where things are, relative to the mount point. One place, so that client and server cannot
// differ.

export const routes = {
  checkouts: '/checkouts',
  checkout: (id: string) => `/checkouts/${encodeURIComponent(id)}`,
  payments: (id: string) => `/checkouts/${encodeURIComponent(id)}/payments`,
  cancel: (id: string) => `/checkouts/${encodeURIComponent(id)}/cancel`,
} as const;
