import type { Todo } from '../../api/types';
import { useRowChange } from '../../ui/list/useRowChange';
import { todos } from './todos';

/** Ticks todos off, or says that they are still to be done. */
export function useTickTodos() {
  const change = useRowChange(todos);
  return (items: Todo[], isDone: boolean) =>
    change({
      items,
      expected: { status: isDone ? 'completed' : 'pending' },
      send: ({ id }) => todos.act(id, isDone ? 'complete' : 'reopen'),
    });
}
