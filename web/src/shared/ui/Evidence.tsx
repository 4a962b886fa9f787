// SPDX-License-Identifier: Apache-2.0
// Why two records were joined, or not: one line per comparison, its values marked where they
// differ, and a bar that starts where the line before ended (a waterfall in bits).  The words
// beside the bar carry the same meaning, so nothing depends on seeing colours.
import { Badge, Tooltip } from '@mantine/core';

import type { Comparison, Explanation } from '@/shared/api/types';
import type { Piece } from '@/shared/format/diff';
import { bits, percent } from '@/shared/format/format';
import { diffValues, soften } from '@/shared/format/meaning';
import { waterfall, type Step } from '@/shared/format/waterfall';
import { useFields, type Fields } from '@/shared/api/fields';
import { translateMaybe, useLanguage, useText } from '@/shared/i18n/i18n';
import type { Language } from '@/shared/i18n/language';

import { DiffText } from './DiffText';
import classes from './Evidence.module.css';

export function Evidence({ explanation }: { explanation: Omit<Explanation, 'left' | 'right'> }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const fields = useFields();
  const unused = explanation.comparisons.filter(idle);
  const picture = waterfall(explanation.base_bits, explanation.comparisons.map((each) => each.bits));
  return (
    <div>
      <div className={classes.sum} data-side={explanation.bits >= 0 ? 'for' : 'against'}>
        <strong className="num">{bits(explanation.bits)}</strong>
        <span>{text('why.probability', { percent: percent(explanation.probability, language) })}</span>
        {explanation.verdict && (
          <Badge variant="light">{text('why.verdict', { verdict: text(`review.${explanation.verdict.verdict}`) })}</Badge>
        )}
      </div>
      <ol className={classes.lines} aria-label={text('why.title')}>
        <Line label={text('why.base')} step={picture.base} zero={picture.zero} quiet />
        {explanation.comparisons.map((each, at) => !idle(each) && (
          <ComparisonLine key={at} comparison={each} label={labelOf(each, fields)} step={picture.steps[at]!} zero={picture.zero} />
        ))}
        <Line label={text('why.total')} step={{ ...picture.total, bits: explanation.bits }} zero={picture.zero} strong />
      </ol>
      {unused.length > 0 && <p className={classes.foot}>{text('why.idle', { names: unused.map((each) => labelOf(each, fields)).join(language === 'ja' ? '、' : ', ') })}</p>}
      <p className={classes.foot}>
        {text('why.bits_hint')}{' '}
        {explanation.blocking_keys.length > 0
          ? `${text('why.blocking')}: ${explanation.blocking_keys.map((key) => clue(key, language)).join(' / ')}`
          : text('why.blocking_none')}
        {' · '}{text('why.model', { version: explanation.model_version })}
      </p>
    </div>
  );
}

// Neither side has it: nothing was compared, and a line of its own would only be noise.
function idle(comparison: Comparison): boolean {
  return comparison.bits === 0 && !comparison.left_value && !comparison.right_value;
}

function labelOf(comparison: Comparison, fields: Fields): string {
  const { label, name } = comparison;
  return label && label !== name ? label : fields.label(name);
}

// "given name sound + birth date": the engine's own words, said in the reader's language.
function clue(key: string, language: Language): string {
  return key.split(' + ').map((part) => translateMaybe(language, `clue.${part.replaceAll(' ', '_')}`) ?? part).join(' + ');
}

function ComparisonLine({ comparison, label, step, zero }: { comparison: Comparison; label: string; step: Step; zero: number }): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const { left_value, right_value, m, u, frequency } = comparison;
  const marked = diffValues(comparison.fields[0] ?? '', left_value ?? '', right_value ?? '');
  // What the server found to be the same is no difference, however it is written.
  const diff = comparison.level === 'same' ? soften(marked) : marked;
  const side = (own: string | null, pieces: Piece[], other: string | null): React.JSX.Element => {
    if (!own && !other) return <span />;
    if (!own) return <span className="quiet">{text('why.missing')}</span>;
    return other ? <DiffText pieces={pieces} /> : <span className="break">{own}</span>;
  };
  const notes = [
    m != null && u != null ? text('why.same_of', { m: percent(m, language), u: percent(u, language) }) : '',
    frequency != null ? text('why.frequency', { share: percent(frequency, language) }) : '',
  ].filter(Boolean).join(language === 'ja' ? '。' : '; ');
  return (
    <Line label={label} level={comparison.level_text ?? comparison.level} notes={notes} step={step} zero={zero}>
      <span className={classes.values}>
        <span>{side(left_value, diff.left, right_value)}</span>
        <span>{side(right_value, diff.right, left_value)}</span>
      </span>
    </Line>
  );
}

interface LineProps {
  label: string;
  level?: string;
  notes?: string;
  step: Step;
  zero: number;
  quiet?: boolean;
  strong?: boolean;
  children?: React.ReactNode;
}

function Line({ label, level, notes, step, zero, quiet, strong, children }: LineProps): React.JSX.Element {
  const text = useText();
  const name = text('why.bar', { name: label, bits: bits(step.bits) });
  return (
    <li className={classes.line} data-quiet={quiet} data-strong={strong}>
      <span className={classes.label}>
        {label}
        {level && <Badge size="sm" variant="default" radius="sm" className={classes.level}>{level}</Badge>}
      </span>
      {children ?? <span />}
      <Tooltip label={notes} disabled={!notes}>
        <span className={classes.bar}>
          <Bar step={step} zero={zero} name={name} tone={quiet ? 'base' : step.bits >= 0 ? 'for' : 'against'} />
          <span className={`${classes.bits} num`}>{bits(step.bits)}</span>
        </span>
      </Tooltip>
    </li>
  );
}

export function Bar({ step, zero, name, tone }: { step: Step; zero: number; name: string; tone: string }): React.JSX.Element {
  const x = Math.min(step.from, step.to) * 1000;
  const wide = Math.max(Math.abs(step.to - step.from) * 1000, 3);
  return (
    <svg className={classes.picture} viewBox="0 0 1000 20" preserveAspectRatio="none" role="img" aria-label={name}>
      <rect x={0} y={9.5} width={1000} height={1} className={classes.rail} />
      <rect x={Math.min(zero * 1000, 998)} y={0} width={2} height={20} className={classes.zero} />
      <rect x={Math.min(x, 997)} y={4} width={wide} height={12} rx={2} className={classes[tone]} />
    </svg>
  );
}
