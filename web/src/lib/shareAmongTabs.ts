interface Shared<Message> {
  /** The same in all tabs. */
  name: string;
  signal: AbortSignal;
  /** Runs in one tab at a time; when that is closed, another takes over. */
  lead: (publish: (message: Message) => void) => Promise<void>;
  /** Hears what the leading tab publishes, in that tab too. */
  onMessage: (message: Message) => void;
}

/**
 * Has one tab of this browser do what would be wasted in each: a browser opens only six connections to a server
 * without HTTP/2. Settles when `lead` does or after the abort.
 */
export async function shareAmongTabs<Message>({ name, signal, lead, onMessage }: Shared<Message>): Promise<void> {
  // Locks exist only where the page came over TLS or from this machine. Elsewhere each tab has its own.
  if (!('locks' in navigator)) return lead(onMessage);
  const channel = new BroadcastChannel(name);
  channel.addEventListener('message', (event: MessageEvent<Message>) => onMessage(event.data));
  const publish = (message: Message) => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel never leaves its origin
    channel.postMessage(message);
    onMessage(message);
  };
  try {
    await navigator.locks.request(name, { signal }, () => lead(publish));
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    channel.close();
  }
}
