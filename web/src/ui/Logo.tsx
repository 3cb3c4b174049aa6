/** A ball of thread with its loose end, after the clew that led out of the labyrinth. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 32 32"
      fill="none"
      stroke="var(--clew-accent)"
      strokeWidth="2.1"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <circle cx="14" cy="13.5" r="10.3" />
      <path d="M5 9c7.5 0 14 5.5 15.3 13" />
      <path d="M9.5 4.5c7.5 1 13 6.5 14.4 13" />
      <path d="M3.9 15.5c5 .6 9.2 3.6 10.9 8.2" />
      <path d="M17 23.5c2.5 3.8 6.5 4.9 11.5 3.3" />
    </svg>
  );
}
