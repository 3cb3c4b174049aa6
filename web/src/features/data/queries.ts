import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { Database } from '../../api/types';

/** What the database holds; for administrators. */
export const databaseQuery = queryOptions({ queryKey: ['database'], queryFn: ({ signal }) => api.get<Database>('/database', signal) });
