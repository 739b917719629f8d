import type { ReactNode } from 'react';

export type IconName =
  | 'calendar'
  | 'checks'
  | 'targets'
  | 'book'
  | 'play'
  | 'help'
  | 'sun'
  | 'moon'
  | 'person'
  | 'copy'
  | 'save'
  | 'report'
  | 'search'
  | 'key';

const paths: Readonly<Record<IconName, ReactNode>> = {
  calendar: (
    <>
      <rect x="2" y="3.2" width="12" height="10.6" rx="1.2" />
      <path d="M2 6.6h12M5 1.8v2.6M11 1.8v2.6M5 9.4h2M9 9.4h2M5 11.6h2" />
    </>
  ),
  checks: (
    <path d="M2.2 4.6l1.400 1.400L6 3.400M2.200 10.600l1.400 1.400L6 9.400M8.600 4.800h5.200M8.600 10.800h5.200" />
  ),
  targets: (
    <>
      <rect x="2.200" y="2.600" width="11.600" height="4.400" rx="1" />
      <rect x="2.200" y="9" width="11.600" height="4.400" rx="1" />
      <path d="M4.800 4.800h.800M4.800 11.200h.800M8.400 4.800h3M8.400 11.200h3" />
    </>
  ),
  book: <path d="M3 3.5h4.2c.6 0 .8.3.8.8v9c0-.5-.3-.8-.8-.8H3zM13 3.5H8.8c-.6 0-.8.3-.8.8v9c0-.5.3-.8.8-.8H13z" />,
  search: (
    <>
      <circle cx="6.8" cy="6.8" r="4.4" />
      <path d="M10.2 10.2l3.6 3.6" />
    </>
  ),
  play: <path d="M2.5 3.5h7M2.5 8h5M2.5 12.5h5M10 7.2v6L14.2 10.2z" />,
  help: (
    <>
      <rect x="1.8" y="4" width="12.4" height="8" rx="1.2" />
      <path d="M4.2 6.5h.8M7.6 6.5h.8M11 6.5h.8M5.2 9.6h5.6" />
    </>
  ),
  sun: (
    <>
      <circle cx="8" cy="8" r="2.8" />
      <path d="M8 1.8v1.4M8 12.8v1.4M1.8 8h1.4M12.8 8h1.4M3.6 3.6l1 1M11.4 11.4l1 1M12.4 3.6l-1 1M4.6 11.4l-1 1" />
    </>
  ),
  moon: <path d="M13 9.6A5.6 5.6 0 0 1 6.4 3 5.6 5.6 0 1 0 13 9.6z" />,
  person: (
    <>
      <circle cx="8" cy="5.4" r="2.6" />
      <path d="M2.8 13.6c.5-2.8 2.5-4 5.2-4s4.700 1.200 5.200 4" />
    </>
  ),
  copy: (
    <>
      <rect x="5.5" y="5.500" width="8" height="8" rx="1" />
      <path d="M10.500 3.500v-1h-8v8h1" />
    </>
  ),
  save: <path d="M8 2.500v7.500M5 7.200 8 10.200l3-3M2.800 13.200h10.400" />,
  key: (
    <>
      <circle cx="5.2" cy="10.800" r="3" />
      <path d="M7.400 8.600 13.200 2.800M10.600 5.400l2.200 2.200" />
    </>
  ),
  report: <path d="M3.500 2h6l3 3v9h-9zM9.500 2v3h3M5.500 8.200h5M5.500 11h5" />,
};

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      {paths[name]}
    </svg>
  );
}
