// Quiet shapes in the places of what is still on its way, of the same sizes, so that nothing jumps
// when it comes.

import type { ReactNode } from 'react';

export function FieldsSkeleton(): ReactNode {
  return (
    <div className="payonce-fields-skeleton" aria-hidden="true">
      <span className="payonce-fields-skeleton__field" />
      <span className="payonce-fields-skeleton__field" />
      <span className="payonce-fields-skeleton__field" />
    </div>
  );
}

export function SummarySkeleton(): ReactNode {
  return (
    <div className="payonce-summary" aria-hidden="true">
      <div className="payonce-summary__row">
        <span className="payonce-skeleton payonce-skeleton--count" />
        <span className="payonce-skeleton payonce-skeleton--total" />
      </div>
    </div>
  );
}
