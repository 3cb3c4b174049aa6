import { Button } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { Centered } from '../ui/Centered';

export function NotFoundPage() {
  useDocumentTitle('Not found · Clew');
  return (
    <Centered title="This thread leads nowhere" lead="There is no page at this address. It may have been deleted or moved.">
      <div>
        <Button renderRoot={(props) => <Link to="/" {...props} />}>Back to Clew</Button>
      </div>
    </Centered>
  );
}
