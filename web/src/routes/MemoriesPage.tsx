import { Memories } from '../features/memories/Memories';
import { ListPage } from './ListPage';

export function MemoriesPage() {
  return (
    <ListPage title="Memories" action="Add a memory">
      <Memories />
    </ListPage>
  );
}
