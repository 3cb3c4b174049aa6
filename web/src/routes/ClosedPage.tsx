import { usePageTitle } from '../lib/usePageTitle';
import { Centered } from '../ui/Centered';

/** The last page of somebody who has closed their account. */
export function ClosedPage() {
  usePageTitle('Goodbye');
  return <Centered title="Your account is closed" lead="What was in it is gone, and no device is signed in any more. A mail says so too. Farewell." />;
}
