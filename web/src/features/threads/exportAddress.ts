export type ExportFormat = 'markdown' | 'json';

/** The server sends it as a file with a name, so that following the address saves it. */
export function exportAddress(threadId: string, format: ExportFormat): string {
  return `/api/v1/threads/${threadId}/export?format=${format}`;
}
