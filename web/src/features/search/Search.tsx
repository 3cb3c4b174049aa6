import { Button, CloseButton, Loader, Skeleton, Stack, Text, TextInput, VisuallyHidden } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef, useState, type KeyboardEvent } from 'react';
import { asProblem } from '../../api/client';
import type { SearchHit } from '../../api/types';
import { useInView } from '../../lib/useInView';
import { SearchIcon } from '../../ui/icons';
import { ProblemBlock } from '../../ui/ProblemBlock';
import { Hit, hitKey, hitTarget } from './Hit';
import { searchQuery } from './queries';
import classes from './Search.module.css';
import { SearchFilters } from './SearchFilters';
import { hasFilters, type SearchRequest } from './searchRequest';

const TYPING_PAUSE_MS = 200;

function Hits({ hits }: { hits: SearchHit[] }) {
  return (
    <ul className={classes.hits} aria-label="What was found">
      {hits.map((hit) => (
        <li key={hitKey(hit)}>
          <Link {...hitTarget(hit)} className={classes.link} data-hit>
            <Hit hit={hit} />
          </Link>
        </li>
      ))}
    </ul>
  );
}

function NothingFound({ request }: { request: SearchRequest }) {
  return (
    <Stack gap={4} ta="center" mt="12vh">
      <Text fw={500}>Nothing found for “{request.q}”</Text>
      <Text size="sm" c="dimmed">
        {hasFilters(request) ? 'The filters may be too narrow.' : 'Try fewer words, or another form of a word.'}
      </Text>
    </Stack>
  );
}

function Hint() {
  return (
    <Stack gap={4} ta="center" mt="12vh">
      <Text fw={500}>Find what was said</Text>
      <Text size="sm" c="dimmed">
        Titles and messages of all your chats. Quote “a phrase”, leave out a -word, or join two with or.
      </Text>
    </Stack>
  );
}

interface SearchProps {
  request: SearchRequest;
  onChange: (changes: Partial<SearchRequest>) => void;
}

export function Search({ request, onChange }: SearchProps) {
  const [words, setWords] = useState(request.q);
  const page = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const [asked, setAsked] = useState(request.q);
  // Somebody else changed the address: the palette, or a step back.
  if (request.q !== asked) {
    setAsked(request.q);
    setWords(request.q);
  }
  const submit = useDebouncedCallback((typed: string) => {
    const q = typed.trim() === '' ? '' : typed;
    setAsked(q);
    onChange({ q });
  }, TYPING_PAUSE_MS);
  const found = useInfiniteQuery(searchQuery(request));
  const loadMore = useInView(() => {
    if (found.hasNextPage && !found.isFetching) void found.fetchNextPage();
  });
  const type = (value: string) => {
    setWords(value);
    submit(value);
  };

  // The arrows go from the field through the hits and back; Enter on a hit is a link's own.
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const stops = [input.current, ...(page.current?.querySelectorAll<HTMLElement>('[data-hit]') ?? [])];
    const from = stops.indexOf(document.activeElement as HTMLInputElement);
    if (from < 0) return;
    event.preventDefault();
    stops[from + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
  };
  const openFirst = () => page.current?.querySelector<HTMLElement>('[data-hit]')?.click();

  const hits = request.q === '' ? [] : (found.data?.pages.flatMap((part) => part.items) ?? []);
  const isNothing = request.q !== '' && found.isSuccess && !found.isPlaceholderData && hits.length === 0;
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the arrows move between things that have the focus themselves
    <div className={classes.page} ref={page} onKeyDown={onKeyDown}>
      <div className={classes.column}>
        <form
          role="search"
          onSubmit={(event) => {
            event.preventDefault();
            openFirst();
          }}
        >
          <TextInput
            ref={input}
            autoFocus
            size="md"
            aria-label="Search your chats"
            placeholder="Search titles and messages"
            maxLength={200}
            leftSection={found.isFetching && request.q !== '' ? <Loader size={16} /> : <SearchIcon />}
            rightSection={words !== '' && <CloseButton aria-label="Clear the search" onClick={() => { type(''); input.current?.focus(); }} />}
            value={words}
            onChange={(event) => type(event.currentTarget.value)}
          />
        </form>
        <SearchFilters request={request} onChange={onChange} />
        <VisuallyHidden role="status" aria-live="polite">
          {isNothing ? 'Nothing found' : hits.length > 0 && `${hits.length}${found.hasNextPage ? ' or more' : ''} found`}
        </VisuallyHidden>
        {request.q === '' && <Hint />}
        {isNothing && <NothingFound request={request} />}
        {found.isLoadingError && (
          <ProblemBlock
            title={asProblem(found.error).title}
            detail={asProblem(found.error).detail}
            action={
              <Button size="xs" variant="default" onClick={() => void found.refetch()}>
                Try again
              </Button>
            }
          />
        )}
        <Hits hits={hits} />
        {hits.length > 0 && found.hasNextPage && (
          <div key={`${found.data?.pages.length} ${found.isFetching}`} ref={loadMore} className={classes.more}>
            <Skeleton height={14} width="60%" />
          </div>
        )}
      </div>
    </div>
  );
}
