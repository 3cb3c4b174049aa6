import { Todos } from '../features/todos/Todos';
import { ListPage } from './ListPage';

export function TodosPage() {
  return (
    <ListPage title="Todos" action="Add a todo">
      <Todos />
    </ListPage>
  );
}
