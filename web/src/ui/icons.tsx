import type { ReactNode } from 'react';

interface IconProps {
  size?: number;
}

function icon(shapes: ReactNode) {
  return function Icon({ size = 18 }: IconProps) {
    return (
      <svg
        width={size}
        height={size}
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
      >
        {shapes}
      </svg>
    );
  };
}

export const PlusIcon = icon(<path d="M12 5v14M5 12h14" />);
export const SidebarIcon = icon(
  <>
    <rect x="3.5" y="4.5" width="17" height="15" rx="3" />
    <path d="M9.5 4.5v15" />
  </>,
);
export const DotsIcon = icon(<path d="M5 12h.01M12 12h.01M19 12h.01" strokeWidth="2.6" />);
export const PencilIcon = icon(<path d="M4 20l1-4.5L16 4.5a2 2 0 0 1 3 0l.5.5a2 2 0 0 1 0 3L8.5 19 4 20z" />);
export const ComposeIcon = icon(
  <>
    <path d="M19 13.5V17a2.5 2.5 0 0 1-2.5 2.5H7A2.5 2.5 0 0 1 4.5 17V7.5A2.5 2.5 0 0 1 7 5h3.5" />
    <path d="M10 14l.6-2.7 7.6-7.6a1.5 1.5 0 0 1 2.1 2.1l-7.6 7.6L10 14z" />
  </>,
);
export const TrashIcon = icon(<path d="M4.5 7h15M9.5 7V4.5h5V7M6.5 7l1 12.5h9l1-12.5M10.5 11v5M13.5 11v5" />);
export const CopyIcon = icon(
  <>
    <rect x="8.5" y="8.5" width="11.5" height="11.5" rx="2.5" />
    <path d="M15.5 8.5V6.5A2.5 2.5 0 0 0 13 4H6.5A2.5 2.5 0 0 0 4 6.5V13a2.5 2.5 0 0 0 2.5 2.5h2" />
  </>,
);
export const CheckIcon = icon(<path d="M5 12.5l4.5 4.5L19 7" />);
export const RetryIcon = icon(<path d="M19.5 12a7.5 7.5 0 1 1-2.3-5.4M19.5 3.5v4h-4" />);
export const StopIcon = icon(<rect x="7" y="7" width="10" height="10" rx="2" fill="currentColor" stroke="none" />);
export const SendIcon = icon(<path d="M12 19V5M6 11l6-6 6 6" />);
export const ArrowDownIcon = icon(<path d="M12 5v14M6 13l6 6 6-6" />);
export const ChevronIcon = icon(<path d="M9 6l6 6-6 6" />);
export const SettingsIcon = icon(
  <>
    <path d="M4 7.5h9M18.5 7.5H20M4 16.5h1.5M11 16.5h9" />
    <circle cx="15.750" cy="7.5" r="2.5" />
    <circle cx="8.250" cy="16.5" r="2.5" />
  </>,
);
export const ShieldIcon = icon(<path d="M12 3.8l7 2.7v5.2c0 4.1-2.9 7.2-7 8.6-4.1-1.4-7-4.5-7-8.6V6.5z" />);
export const SignOutIcon = icon(<path d="M10 20H6.5A2.5 2.5 0 0 1 4 17.5v-11A2.5 2.5 0 0 1 6.5 4H10M16 8l4 4-4 4M20 12H9.5" />);
export const SunIcon = icon(
  <>
    <circle cx="12" cy="12" r="4" />
    <path d="M12 3v1.5M12 19.5V21M3 12h1.5M19.5 12H21M5.6 5.6l1.1 1.1M17.3 17.3l1.1 1.1M18.4 5.6l-1.1 1.1M6.7 17.3l-1.1 1.1" />
  </>,
);
export const MoonIcon = icon(<path d="M20 14.5A8.2 8.2 0 0 1 9.5 4 8.2 8.2 0 1 0 20 14.5z" />);
export const AutoIcon = icon(
  <>
    <circle cx="12" cy="12" r="8" />
    <path d="M12 4a8 8 0 0 1 0 16z" fill="currentColor" />
  </>,
);
export const AlertIcon = icon(
  <>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 8v4.5M12 15.8h.01" />
  </>,
);
export const MoveUpIcon = icon(<path d="M6 15l6-6 6 6" />);
export const MoveDownIcon = icon(<path d="M6 9l6 6 6-6" />);
export const QueueIcon = icon(<path d="M4.5 6.5h15M4.5 12h15M4.5 17.5h8" />);
export const TextIcon = icon(
  <>
    <rect x="5" y="3.5" width="14" height="17" rx="2.5" />
    <path d="M8.5 8.5h7M8.5 12h7M8.5 15.5h4" />
  </>,
);
export const CloseIcon = icon(<path d="M6.5 6.5l11 11M17.5 6.5l-11 11" />);
export const PowerIcon = icon(<path d="M12 4v7M7.5 6.8a7 7 0 1 0 9 0" />);
export const SearchIcon = icon(
  <>
    <circle cx="11" cy="11" r="6.5" />
    <path d="M16 16l4.5 4.5" />
  </>,
);
export const PinIcon = icon(<path d="M9 4.5h6l-.7 6 3.2 3.5h-11l3.2-3.5L9 4.5zM12 14v6" />);
export const ArchiveIcon = icon(<path d="M4 5h16v4H4zM5.5 9v8.5a2 2 0 0 0 2 2h9a2 2 0 0 0 2-2V9M10 13h4" />);
export const ShareIcon = icon(<path d="M12 14.5V4M8 7.5L12 3.8l4 3.7M6.5 11.5H6a1.5 1.5 0 0 0-1.5 1.5v5.5A1.5 1.5 0 0 0 6 20h12a1.5 1.5 0 0 0 1.5-1.5V13a1.5 1.5 0 0 0-1.5-1.5h-.5" />);
export const DownloadIcon = icon(<path d="M12 4v11M7.5 11l4.5 4.3 4.5-4.3M5 19.5h14" />);
export const UploadIcon = icon(<path d="M12 15.5V4.5M7.5 8.7L12 4.4l4.5 4.3M5 19.5h14" />);
export const ClockIcon = icon(
  <>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 7.5V12l3 2" />
  </>,
);
export const RestoreIcon = icon(<path d="M5 9h9a5 5 0 0 1 0 10h-4M8.5 5L4.5 9l4 4" />);
export const KeyboardIcon = icon(
  <>
    <rect x="3" y="6" width="18" height="12" rx="2.5" />
    <path d="M7 10h.01M10.3 10h.01M13.7 10h.01M17 10h.01M8.5 14h7" />
  </>,
);
export const ThreadIcon = icon(<path d="M5 5.5h14v10.5h-7L8 19.5V16H5z" />);
export const ForkIcon = icon(
  <>
    <circle cx="6.5" cy="5.5" r="2" />
    <circle cx="17.5" cy="8.5" r="2" />
    <circle cx="6.5" cy="18.5" r="2" />
    <path d="M6.5 7.5v9M17.5 10.5c0 5-11 2.5-11 6" />
  </>,
);
export const WrapIcon = icon(<path d="M4 6h16M4 12h12.5a3.25 3.25 0 0 1 0 6.5H12M14.5 16L12 18.5l2.5 2.5M4 18.5h4" />);
export const TodoIcon = icon(<path d="M4 6.5L5.5 8 8 5M4 13l1.5 1.5L8 11.5M11.5 6.5H20M11.5 13H20M11.5 19.5H20M5.8 19.5h.01" />);
export const SelectIcon = icon(
  <>
    <rect x="4" y="4" width="16" height="16" rx="4" />
    <path d="M8.5 12.3l2.5 2.5 4.5-5.3" />
  </>,
);
export const MemoryIcon = icon(<path d="M7 4.5h10a1 1 0 0 1 1 1V20l-6-4-6 4V5.5a1 1 0 0 1 1-1z" />);
export const ProjectIcon = icon(<path d="M3.5 7.5a2 2 0 0 1 2-2h3.6L11 8h7.5a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-13a2 2 0 0 1-2-2z" />);
export const DatabaseIcon = icon(
  <>
    <ellipse cx="12" cy="6" rx="7" ry="2.7" />
    <path d="M5 6v12c0 1.5 3.1 2.7 7 2.7s7-1.2 7-2.7V6M5 12c0 1.5 3.1 2.7 7 2.7s7-1.2 7-2.7" />
  </>,
);
