import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { usePeopleNames } from './people';

/** What a person is called, and the way to their page; for administrators. */
export function PersonName({ id }: { id: string | null }) {
  const name = usePeopleNames()(id);
  if (id === null) return name;
  return (
    <Anchor renderRoot={(props) => <Link to="/admin/people/$personId" params={{ personId: id }} {...props} />} inherit c="inherit">
      {name}
    </Anchor>
  );
}
