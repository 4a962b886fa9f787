// SPDX-License-Identifier: Apache-2.0
// Somebody new, typed by hand.  While the form is filled in the server is asked who that may be and
// what is wrong with a value; nothing is written before the button is pressed.
import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Link, useLocation } from 'wouter';

import { api, csrf, take } from '@/shared/api/client';
import { useIntent } from '@/shared/api/intent';
import { useText } from '@/shared/i18n/i18n';
import { paths } from '@/shared/paths';
import { Card, Page } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';
import { showToast } from '@/shared/ui/toast';

import { Duplicates } from './Duplicates';
import classes from './entry.module.css';
import { EntryField } from './EntryField';
import { entered, groups, type Values } from './values';

export function NewCustomerPage(): React.JSX.Element {
  const text = useText();
  const client = useQueryClient();
  const intent = useIntent();
  const [, navigate] = useLocation();
  const [values, setValues] = useState<Values>({});
  const [asked] = useDebouncedValue(values, 220);
  const wanted = entered(asked);
  const seen = useQuery({
    queryKey: ['resolve', wanted],
    queryFn: ({ signal }) => take(api.POST('/resolve', { params: { header: csrf() }, body: { values: wanted, limit: 5 }, signal })),
    enabled: wanted.length > 0,
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
  const findings = wanted.length > 0 ? seen.data?.findings ?? [] : [];
  const matches = wanted.length > 0 ? seen.data?.matches ?? [] : [];
  const wrong = findings.some((each) => each.fault === 'wrong');
  const doubtful = matches.length > 0 || findings.some((each) => each.fault === 'doubtful');
  const save = useMutation({
    mutationFn: () => {
      const body = { values: entered(values), confirmed: doubtful };
      return take(api.POST('/customers', { params: { header: { ...csrf(), ...intent.header(body) } }, body }));
    },
    onSuccess: (made) => {
      intent.done();
      showToast(text(made.joined ? 'entry.joined' : 'entry.made', { number: made.number }));
      void client.invalidateQueries();
      navigate(paths.customer(made.number));
    },
  });
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (entered(values).length > 0) save.mutate();
  };
  const set = (field: string, raw: string): void => setValues((now) => ({ ...now, [field]: raw }));
  return (
    <Page title={text('entry.title')}>
      <form className={classes.columns} onSubmit={onSubmit} autoComplete="off">
        <div className={classes.form}>
          {groups.map((group) => (
            <Card key={group.title} title={text(group.title)}>
              <div className={classes.fields}>
                {group.fields.map((field) => (
                  <EntryField
                    key={field.name} field={field} value={values[field.name] ?? ''} findings={findings.filter((each) => each.field === field.name)}
                    onChange={(raw) => set(field.name, raw)}
                  />
                ))}
              </div>
            </Card>
          ))}
          <ProblemAlert error={save.error} />
          <div className={classes.buttons}>
            <Button type="submit" loading={save.isPending} disabled={wrong || entered(values).length === 0} color={doubtful ? '#8a5a00' : undefined}>
              {text(doubtful ? 'entry.save_anyway' : 'entry.save')}
            </Button>
            <Button component={Link} href={paths.search} variant="default">{text('common.cancel')}</Button>
          </div>
        </div>
        <Duplicates matches={matches} zone={seen.data?.zone} asked={wanted.length > 0} error={seen.error} stale={seen.isPlaceholderData} />
      </form>
    </Page>
  );
}
