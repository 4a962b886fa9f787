// SPDX-License-Identifier: Apache-2.0
// Where two values differ, to the character.
//
// Characters are compared after folding (width, case, kana, dashes), so that ｶﾄｳ against カトウ is
// marked softly as another way to write the same thing, and only what really differs is marked
// hard.  Blanks and dashes that only one side has are soft too.  The method is the longest common
// subsequence of folded characters: values are short, so the plain quadratic table is fine; beyond
// kLimit characters the middle is compared as one piece.  Where less than half of the letters have a
// partner, only runs of kRun letters or more count: stray matches between two values that are simply
// different would mislead.

export type DiffKind = 'same' | 'soft' | 'hard';

export interface Piece {
  kind: DiffKind;
  text: string;
}

export interface Diff {
  left: Piece[];
  right: Piece[];
}

interface Letter {
  raw: string;
  fold: string;
  filler: boolean;
}

const kLimit = 400;
const kRun = 3;
const dashes = /[-‐‑‒–—―−ーｰ－]/;

export function diffText(left: string, right: string): Diff {
  const a = letters(left);
  const b = letters(right);
  let start = 0;
  while (start < a.length && start < b.length && a[start]!.fold === b[start]!.fold) start++;
  let end = 0;
  const most = Math.min(a.length, b.length) - start;
  while (end < most && a[a.length - 1 - end]!.fold === b[b.length - 1 - end]!.fold) end++;

  const pairs: [number, number][] = [];
  for (let i = 0; i < start; i++) pairs.push([i, i]);
  const middleA = a.slice(start, a.length - end);
  const middleB = b.slice(start, b.length - end);
  for (const [i, j] of common(middleA, middleB)) pairs.push([start + i, start + j]);
  for (let i = end; i > 0; i--) pairs.push([a.length - i, b.length - i]);

  const alike = pairs.filter(([i]) => !a[i]!.filler).length;
  const most_letters = Math.max(weight(a), weight(b));
  const kept = alike * 2 >= most_letters ? pairs : runs(pairs);
  return { left: paint(a, b, kept, 0), right: paint(b, a, kept, 1) };
}

function runs(pairs: [number, number][]): [number, number][] {
  const follows = (at: number): boolean => {
    const [before, here] = [pairs[at - 1], pairs[at]];
    return before !== undefined && here !== undefined && here[0] === before[0] + 1 && here[1] === before[1] + 1;
  };
  return pairs.filter((_, at) => {
    let first = at;
    let last = at;
    while (follows(first)) first--;
    while (follows(last + 1)) last++;
    return last - first + 1 >= kRun;
  });
}

function weight(letters: Letter[]): number {
  return letters.filter((letter) => !letter.filler).length;
}

// Half-width kana with its mark (ﾀﾞ) folds as one letter, so letters are split after joining them.
function letters(text: string): Letter[] {
  const split = text.normalize('NFC').match(/[\uff66-\uff9d][\uff9e\uff9f]|[\s\S]/gu) ?? [];
  return split.map((raw) => {
    const folded = fold(raw);
    return { raw, fold: folded, filler: folded === '-' || folded.trim() === '' };
  });
}

function fold(raw: string): string {
  if (dashes.test(raw)) return '-';
  const wide = raw.normalize('NFKC').toLowerCase();
  return wide.replace(/[\u3041-\u3096]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60));
}

function common(a: Letter[], b: Letter[]): [number, number][] {
  if (a.length > kLimit || b.length > kLimit) return [];
  const wide = b.length + 1;
  const table = new Uint16Array((a.length + 1) * wide);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      table[i * wide + j] =
        a[i]!.fold === b[j]!.fold
          ? table[(i + 1) * wide + j + 1]! + 1
          : Math.max(table[(i + 1) * wide + j]!, table[i * wide + j + 1]!);
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i]!.fold === b[j]!.fold) pairs.push([i++, j++]);
    else if (table[(i + 1) * wide + j]! >= table[i * wide + j + 1]!) i++;
    else j++;
  }
  return pairs;
}

function paint(own: Letter[], other: Letter[], pairs: [number, number][], side: 0 | 1): Piece[] {
  const partner = new Map(pairs.map((pair) => [pair[side], pair[1 - side]!]));
  const pieces: Piece[] = [];
  own.forEach((letter, at) => {
    const match = partner.get(at);
    const kind = kindOf(letter, match === undefined ? undefined : other[match]);
    const last = pieces.at(-1);
    if (last?.kind === kind) last.text += letter.raw;
    else pieces.push({ kind, text: letter.raw });
  });
  return pieces;
}

function kindOf(letter: Letter, partner: Letter | undefined): DiffKind {
  if (partner !== undefined) return partner.raw === letter.raw ? 'same' : 'soft';
  return letter.filler ? 'soft' : 'hard';
}
