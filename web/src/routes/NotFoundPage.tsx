import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { usePageTitle } from '../lib/usePageTitle';
import { Centered } from '../ui/Centered';

export function NotFoundPage() {
  usePageTitle('Not found');
  return (
    <Centered title="This thread leads nowhere" lead="There is no page at this address. It may have been deleted or moved.">
      <div>
        <Button renderRoot={(props) => <Link to="/" {...props} />}>Back to Clew</Button>
      </div>
    </Centered>
  );
}
