// SPDX-License-Identifier: Apache-2.0
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';

import { diffText } from '@/shared/format/diff';
import { waterfall } from '@/shared/format/waterfall';

import { DiffText } from './DiffText';
import { Bar } from './Evidence';

const number = (html: string, name: string): number[] =>
  [...html.matchAll(new RegExp(`${name}="([-\\d.]+)"`, 'g'))].map((match) => Number(match[1]));

test('a bar says its meaning in words and stays inside the picture', () => {
  const { steps, zero } = waterfall(-19.4, [11.2, 30, -6.9, 0]);
  for (const step of steps) {
    const html = renderToStaticMarkup(<Bar step={step} zero={zero} name="氏名: +11.2 ビット" tone="for" />);
    expect(html).toContain('role="img"');
    expect(html).toContain('aria-label="氏名: +11.2 ビット"');
    const [x, width] = [number(html, ' x'), number(html, ' width')];
    x.forEach((each, at) => {
      expect(each).toBeGreaterThanOrEqual(0);
      expect(each + width[at]!).toBeLessThanOrEqual(1000.5);
    });
  }
});

test('no evidence still leaves a line to see', () => {
  const { steps, zero } = waterfall(-5, [0]);
  const html = renderToStaticMarkup(<Bar step={steps[0]!} zero={zero} name="x" tone="for" />);
  expect(Math.min(...number(html, ' width'))).toBeGreaterThan(0);
});

test('differences are <mark>ed and nothing else is', () => {
  const html = renderToStaticMarkup(<DiffText pieces={diffText('斉藤', '齋藤').left} />);
  expect(html).toMatch(/<mark[^>]*>斉<\/mark><span>藤<\/span>/);
  expect(renderToStaticMarkup(<DiffText pieces={diffText('同じ', '同じ').left} />)).not.toContain('<mark');
});

test('what came in a file is text, never markup', () => {
  const html = renderToStaticMarkup(<DiffText pieces={diffText('<img src=x onerror=alert(1)>', '').left} />);
  expect(html).not.toContain('<img');
});
