// SPDX-License-Identifier: Apache-2.0
// The certificate as people read it, to print; and as a file that a program checks.
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import { api, take } from '@/shared/api/client';
import { useText } from '@/shared/i18n/i18n';
import { Icon } from '@/shared/ui/Icon';
import { Card, Waiting } from '@/shared/ui/Page';
import { ProblemAlert } from '@/shared/ui/Problem';

import classes from './erasure.module.css';

export function CertificateCard({ id }: { id: number }): React.JSX.Element {
  const text = useText();
  const query = useQuery({ queryKey: ['certificate', id], queryFn: () => take(api.GET('/erasures/{erasure_id}/certificate', { params: { path: { erasure_id: id } } })) });
  const save = (): void => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([JSON.stringify(query.data?.certificate, null, 2)], { type: 'application/json' }));
    link.download = `erasure-${id}.json`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <Card title={text('erasure.certificate')} aside={query.data && (
      <div className={classes.buttons}>
        <Button size="compact-sm" variant="default" leftSection={<Icon name="print" size={15} />} onClick={() => window.print()}>{text('erasure.print')}</Button>
        <Button size="compact-sm" variant="default" leftSection={<Icon name="download" size={15} />} onClick={save}>{text('erasure.save')}</Button>
      </div>
    )}>
      <ProblemAlert error={query.error} retry={() => void query.refetch()} />
      {query.isPending ? <Waiting /> : query.data && <pre className={classes.certificate}>{query.data.text}</pre>}
    </Card>
  );
}
