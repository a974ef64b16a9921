// What the widget needs beside the headless checkout's ports: how a card frame is connected. A
// storefront never hands any of it in; a test and the simulator do.

import type { ClientPorts } from '../client/ports.ts';
import type { connectCardFrame } from '../platform/connect-card-frame.ts';

export interface WidgetPorts extends ClientPorts {
  readonly connectCardFrame: typeof connectCardFrame;
}
