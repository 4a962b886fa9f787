// SPDX-License-Identifier: Apache-2.0
// The few line icons that the console needs, 24 × 24, drawn here.  They decorate words; a button
// that has only an icon carries an aria-label.
const shapes = {
  home: 'M4 11 12 4l8 7v8a1 1 0 0 1-1 1h-4v-6H9v6H5a1 1 0 0 1-1-1z',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM15.3 15.3 20 20',
  upload: 'M12 16V5M7 9.5 12 4.5l5 5M4.5 16v3a1 1 0 0 0 1 1h13a1 1 0 0 0 1-1v-3',
  pair: 'M8.5 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 20v-1.5a5 5 0 0 1 5-5h2a5 5 0 0 1 5 5V20M16 4.6a3.5 3.5 0 0 1 0 6M17.5 13.8a5 5 0 0 1 4 4.7V20',
  number: 'M9 4 7 20M17 4l-2 16M4 9h16.5M3.5 15H20',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  cross: 'M6 6l12 12M18 6 6 18',
  clock: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM12 7.5V12l3 2',
  undo: 'M8 5 4 9l4 4M4 9h10a5.5 5.5 0 0 1 0 11h-3',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  warning: 'M12 4 2.8 20h18.4zM12 10v4.5M12 17.4v.1',
  file: 'M6 3.5h8l4 4V20a.5.5 0 0 1-.5.5h-11A.5.5 0 0 1 6 20zM14 3.5V8h4',
  user: 'M12 11.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5V19a6 6 0 0 1 6-6h3a6 6 0 0 1 6 6v1.5',
  merge: 'M6 4v4a4 4 0 0 0 4 4h4a4 4 0 0 1 4 4v4M18 4v4a4 4 0 0 1-4 4M15 17l3 3 3-3',
  split: 'M12 20v-6M12 14C12 9 6 10 6 4.5M12 14c0-5 6-4 6-9.5M3.2 7 6 4.2 8.8 7M15.2 7 18 4.2 20.8 7',
  print: 'M7 9V4h10v5M7 17H4.5v-7h15v7H17M7 14h10v6H7z',
  download: 'M12 4v11M7 10.5l5 5 5-5M4.5 17v2.5h15V17',
  right: 'm9 5 7 7-7 7',
  key: 'M8.5 15.5a4.5 4.5 0 1 1 4.2-6H21v3h-2v3h-3v-3h-3.3a4.5 4.5 0 0 1-4.2 3Z',
  exit: 'M14 4H5v16h9M10 12h10M16.5 8l4 4-4 4',
} as const;

export type IconName = keyof typeof shapes;

export function Icon({ name, size = 18 }: { name: IconName; size?: number }): React.JSX.Element {
  return (
    <svg
      width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor"
      strokeWidth={1.7} strokeLinecap="round" strokeLinejoin="round" aria-hidden focusable="false"
    >
      <path d={shapes[name]} />
    </svg>
  );
}
