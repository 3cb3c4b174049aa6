import { notifications } from '@mantine/notifications';
import { asProblem } from '../api/client';

export function notifyProblem(error: unknown): void {
  const problem = asProblem(error);
  notifications.show({ color: 'red', title: problem.title, message: problem.detail ?? 'Nothing was changed. Please try again.' });
}
