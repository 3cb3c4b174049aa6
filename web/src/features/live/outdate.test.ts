import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { describe, expect, it, vi } from 'vitest';
import { outdate } from './outdate';

const queryKey = ['threads', 'draft', 't'];

function shown(queryFn: () => Promise<string>) {
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const observer = new QueryObserver(queryClient, { queryKey, queryFn });
  observer.subscribe(() => undefined);
  return { queryClient, observer };
}

const notYet = () => undefined;

describe('what is outdated', () => {
  it('is loaded anew', async () => {
    const load = vi.fn<() => Promise<string>>().mockResolvedValueOnce('old').mockResolvedValue('new');
    const { queryClient, observer } = shown(load);
    await vi.waitFor(() => expect(observer.getCurrentResult().data).toBe('old'));
    outdate(queryClient, { queryKey });
    await vi.waitFor(() => expect(observer.getCurrentResult().data).toBe('new'));
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('while it is loaded for the first time is loaded once more', async () => {
    let arrive: (content: string) => void = notYet;
    const load = vi
      .fn<() => Promise<string>>()
      .mockReturnValueOnce(new Promise((resolve) => (arrive = resolve)))
      .mockResolvedValue('new');
    const { queryClient, observer } = shown(load);
    outdate(queryClient, { queryKey: ['threads'] });
    arrive('old');
    await vi.waitFor(() => expect(observer.getCurrentResult().data).toBe('new'));
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('while a first load fails stays a failure', async () => {
    let fail: (reason: Error) => void = notYet;
    const load = vi.fn<() => Promise<string>>().mockReturnValueOnce(new Promise((_, reject) => (fail = reject)));
    const { queryClient, observer } = shown(load);
    outdate(queryClient, { queryKey });
    fail(new Error('away'));
    await vi.waitFor(() => expect(observer.getCurrentResult().isError).toBe(true));
    expect(load).toHaveBeenCalledTimes(1);
  });
});
