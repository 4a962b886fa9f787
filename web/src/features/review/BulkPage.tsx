// SPDX-License-Identifier: Apache-2.0
// Many pairs at once: what would be accepted is shown first, from the weak end, and one click takes
// all of it back.
import { Button, Checkbox, Group, NumberInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';

import { api, csrf, take } from '@/shared/api/client';
import { newKey, useIntent } from '@/shared/api/intent';
import { bits, count } from '@/shared/format/format';
import { useLanguage, useText } from '@/shared/i18n/i18n';
import { paths } from '@/shared/paths';
import { Card, Empty, Page } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';

import classes from './review.module.css';

const clues = ['surname', 'given_name', 'birth_date', 'phone', 'email', 'address'] as const;

export function BulkPage(): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  const client = useQueryClient();
  const intent = useIntent();
  const [floor, setFloor] = useState(8);
  const [same, setSame] = useState<string[]>(['given_name', 'birth_date']);
  const [reason, setReason] = useState('');
  const preview = useMutation({
    mutationFn: () => take(api.POST('/reviews/bulk/preview', { params: { header: csrf() }, body: { min_bits: floor, same } })),
  });
  const accept = useMutation({
    mutationFn: (token: string) => take(api.POST('/reviews/bulk', {
      params: { header: { ...csrf(), ...intent.header({ token, reason }) } }, body: { min_bits: floor, same, token, reason },
    })),
    onSuccess: () => {
      intent.done();
      void client.invalidateQueries();
    },
  });
  const undo = useMutation({
    mutationFn: (done: { first_verdict: number; verdicts: number }) => take(api.DELETE('/verdicts/{verdict_id}', {
      params: { path: { verdict_id: done.first_verdict }, query: { count: done.verdicts }, header: { ...csrf(), 'Idempotency-Key': newKey() } },
    })),
    onSuccess: () => {
      accept.reset();
      preview.reset();
      void client.invalidateQueries();
    },
  });
  const change = (next: () => void): void => {
    next();
    preview.reset();
  };
  const seen = preview.data;
  return (
    <Page title={text('bulk.title')} aside={<Button component={Link} href={paths.reviews} variant="default" size="compact-sm">{text('review.title')}</Button>}>
      <Card title={text('bulk.which')}>
        <p className="quiet">{text('bulk.hint')}</p>
        <form className={classes.form} onSubmit={(event) => { event.preventDefault(); preview.mutate(); }}>
          <NumberInput label={text('bulk.floor')} value={floor} min={-20} max={60} step={1} onChange={(value) => change(() => setFloor(Number(value)))} />
          <Checkbox.Group label={text('bulk.same')} value={same} onChange={(value) => change(() => setSame(value))}>
            <Group gap="md" mt={6}>{clues.map((each) => <Checkbox key={each} value={each} label={text(`bulk.clue.${each}`)} />)}</Group>
          </Checkbox.Group>
          <Button type="submit" loading={preview.isPending}>{text('bulk.preview')}</Button>
        </form>
        <ProblemAlert error={preview.error} />
      </Card>
      {accept.data && (
        <Card title={text('bulk.done', { count: count(accept.data.verdicts, language) })}>
          <Button variant="default" loading={undo.isPending} onClick={() => undo.mutate(accept.data)}>{text('bulk.undo')}</Button>
          <ProblemAlert error={undo.error} />
        </Card>
      )}
      {seen && !accept.data && (
        <Card title={text('bulk.found', { pairs: count(seen.pairs, language), customers: count(seen.customers, language) })} flush="flush">
          {seen.pairs === 0 ? <Empty icon="pair" title={text('bulk.none')} /> : (
            <>
              <p className={`quiet ${classes.pad}`}>{text(seen.more ? 'bulk.more' : 'bulk.sample')}</p>
              <table className="table">
                <thead><tr><th scope="col">{text('review.left')}</th><th scope="col">{text('review.right')}</th><th scope="col">{text('bulk.bits')}</th></tr></thead>
                <tbody>
                  {seen.sample.map((item) => (
                    <tr key={item.id}>
                      <td className="mono">{item.left_number}</td><td className="mono">{item.right_number}</td>
                      <td className="num"><Link href={paths.review(item.id)}>{bits(item.bits)}</Link></td>
                    </tr>
                  ))}
                </tbody>
              </table>
              <div className={classes.accept}>
                <TextInput aria-label={text('common.reason')} placeholder={text('review.reason_placeholder')} maxLength={500} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
                <Button color="#2c7a5b" loading={accept.isPending} onClick={() => accept.mutate(seen.token)}>{text('bulk.accept', { count: count(seen.pairs, language) })}</Button>
              </div>
              <ProblemAlert error={accept.error} />
            </>
          )}
        </Card>
      )}
    </Page>
  );
}
