import { useDocumentTitle } from '@mantine/hooks';

/** What the browser calls this page, most particular first; nothing for Clew itself. */
export function usePageTitle(...parts: string[]): void {
  useDocumentTitle([...parts, 'Clew'].join(' · '));
}
