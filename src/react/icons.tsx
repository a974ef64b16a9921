// The few drawn signs. All are decoration beside words that say the same, so no screen reader meets
// them.

import type { ReactNode } from 'react';

interface IconProps {
  readonly className: string;
  readonly children: ReactNode;
}

function Icon({ className, children }: IconProps): ReactNode {
  return (
    <svg className={className} viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

export function TickIcon({ className }: { readonly className: string }): ReactNode {
  return (
    <Icon className={className}>
      <path d="M4.5 10.5 8.5 14.5 15.5 6" pathLength="1" />
    </Icon>
  );
}

export function ClockIcon({ className }: { readonly className: string }): ReactNode {
  return (
    <Icon className={className}>
      <circle cx="10" cy="10" r="7" />
      <path d="M10 6v4l2.5 2" />
    </Icon>
  );
}

export function AlertIcon({ className }: { readonly className: string }): ReactNode {
  return (
    <Icon className={className}>
      <circle cx="10" cy="10" r="7" />
      <path d="M10 6.25v4.5M10 13.6v.15" />
    </Icon>
  );
}

export function ChevronIcon({ className }: { readonly className: string }): ReactNode {
  return (
    <Icon className={className}>
      <path d="m6 8 4 4 4-4" />
    </Icon>
  );
}

export function ShieldIcon({ className }: { readonly className: string }): ReactNode {
  return (
    <Icon className={className}>
      <path d="M10 3 4.5 5v4.6c0 3.3 2.2 5.9 5.5 7.4 3.3-1.5 5.5-4.1 5.5-7.4V5Z" />
      <path d="m7.6 10 1.8 1.8 3.2-3.5" />
    </Icon>
  );
}
