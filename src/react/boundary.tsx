// Keeps a mistake inside the widget from taking the shop's page down: what is left is a sentence
// that says what to do. It never says that nothing was charged, for a payment may be on its way.
// Does not try again by itself.

import { Component, type ReactNode } from 'react';

interface Props {
  readonly message: string;
  readonly onError?: ((error: unknown) => void) | undefined;
  readonly children: ReactNode;
}

interface State {
  readonly broken: boolean;
}

export class Boundary extends Component<Props, State> {
  override state: State = { broken: false };

  static getDerivedStateFromError(): State {
    return { broken: true };
  }

  override componentDidCatch(error: unknown): void {
    const { onError } = this.props;
    // In a task of its own: a listener that throws as well must not reach the shop's components
    // either.
    if (onError !== undefined) queueMicrotask(() => onError(error));
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    return (
      <div className="payonce" data-payonce-status="error">
        <div className="payonce-status">
          <p className="payonce-status__line payonce-status__line--bad" role="alert">
            {this.props.message}
          </p>
        </div>
      </div>
    );
  }
}
