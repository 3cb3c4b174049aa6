import { useNavigate, useSearch } from '@tanstack/react-router';
import { Search } from '../features/search/Search';
import { readSearch } from '../features/search/searchRequest';
import { usePageTitle } from '../lib/usePageTitle';
import { PageHeader } from './PageHeader';

export function SearchPage() {
  const request = useSearch({ from: '/app/search' });
  usePageTitle(...(request.q ? [request.q] : []), 'Search');
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
