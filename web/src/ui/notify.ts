import { notifications } from '@mantine/notifications';
import { problemOf } from '../api/client';

export function notifyProblem(error: unknown): void {
  const problem = problemOf(error);
  if (!problem) return;
  notifications.show({ color: 'red', title: problem.title, message: problem.detail ?? 'Nothing was changed. Please try again.' });
}
