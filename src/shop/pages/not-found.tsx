// The page for what is not there, and for what is somebody else's: the same words, so that nobody
// learns which.

import { PieceScene } from '../art/scene.tsx';
import { Page } from './page.tsx';
import { Quiet } from './states.tsx';

export function NotFoundPage() {
  return (
    <Page title="Not found">
      <NotFound />
    </Page>
  );
}

export function NotFound() {
  return (
    <Quiet heading="Nothing on this shelf" art={<PieceScene sku="" />}>
      <p>There is no such page, or it is not yours to see.</p>
      <p className="quiet-actions">
        <a className="button button-ink" href="/">
          See the six pieces
        </a>
      </p>
    </Quiet>
  );
}
