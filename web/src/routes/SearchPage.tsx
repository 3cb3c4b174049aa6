import { useDocumentTitle } from '@mantine/hooks';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Search } from '../features/search/Search';
import { readSearch } from '../features/search/searchRequest';
import { PageHeader } from './PageHeader';

export function SearchPage() {
  const request = useSearch({ from: '/app/search' });
  useDocumentTitle(request.q ? `${request.q} · Search · Clew` : 'Search · Clew');
  const navigate = useNavigate();
  return (
    <>
      <PageHeader title="Search" />
      <Search
        request={request}
        onChange={(changes) => void navigate({ to: '/search', search: (current) => readSearch({ ...current, ...changes }), replace: true })}
      />
    </>
  );
}
