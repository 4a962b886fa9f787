// SPDX-License-Identifier: Apache-2.0
// All screens, readable as a list.  Each is its own file in the build, fetched when first opened.
import { lazy, Suspense } from 'react';
import { Route, Switch, useLocation } from 'wouter';

import { PasswordPage } from '@/features/session/PasswordPage';
import { useText } from '@/shared/i18n/i18n';
import { paths, patterns } from '@/shared/paths';
import { Empty, Page, Waiting } from '@/shared/ui/Page';

import { Guard } from './Guard';

const HomePage = lazy(() => import('@/features/home/HomePage').then((m) => ({ default: m.HomePage })));
const SearchPage = lazy(() => import('@/features/search/SearchPage').then((m) => ({ default: m.SearchPage })));
const CustomerPage = lazy(() => import('@/features/customers/CustomerPage').then((m) => ({ default: m.CustomerPage })));
const NewCustomerPage = lazy(() => import('@/features/entry/NewCustomerPage').then((m) => ({ default: m.NewCustomerPage })));
const BulkPage = lazy(() => import('@/features/review/BulkPage').then((m) => ({ default: m.BulkPage })));
const VerdictsPage = lazy(() => import('@/features/review/VerdictsPage').then((m) => ({ default: m.VerdictsPage })));
const ModelPage = lazy(() => import('@/features/steward/ModelPage').then((m) => ({ default: m.ModelPage })));
const CleansingPage = lazy(() => import('@/features/steward/CleansingPage').then((m) => ({ default: m.CleansingPage })));
const ConflictsPage = lazy(() => import('@/features/steward/ConflictsPage').then((m) => ({ default: m.ConflictsPage })));
const ReconcilePage = lazy(() => import('@/features/imports/ReconcilePage').then((m) => ({ default: m.ReconcilePage })));
const ImportListPage = lazy(() => import('@/features/imports/ImportListPage').then((m) => ({ default: m.ImportListPage })));
const ImportWizardPage = lazy(() => import('@/features/imports/ImportWizardPage').then((m) => ({ default: m.ImportWizardPage })));
const ImportPage = lazy(() => import('@/features/imports/ImportPage').then((m) => ({ default: m.ImportPage })));
const ReviewPage = lazy(() => import('@/features/review/ReviewPage').then((m) => ({ default: m.ReviewPage })));
const SecurityPage = lazy(() => import('@/features/session/SecurityPage').then((m) => ({ default: m.SecurityPage })));
const StaffPage = lazy(() => import('@/features/people/StaffPage').then((m) => ({ default: m.StaffPage })));
const AuditPage = lazy(() => import('@/features/audit/AuditPage').then((m) => ({ default: m.AuditPage })));
const NumbersPage = lazy(() => import('@/features/numbers/NumbersPage').then((m) => ({ default: m.NumbersPage })));
const KeysPage = lazy(() => import('@/features/access/KeysPage').then((m) => ({ default: m.KeysPage })));
const ExportsPage = lazy(() => import('@/features/access/ExportsPage').then((m) => ({ default: m.ExportsPage })));
const ActsPage = lazy(() => import('@/features/access/ActsPage').then((m) => ({ default: m.ActsPage })));
const ApprovalsPage = lazy(() => import('@/features/erasure/ApprovalsPage').then((m) => ({ default: m.ApprovalsPage })));
const ErasurePage = lazy(() => import('@/features/erasure/ErasurePage').then((m) => ({ default: m.ErasurePage })));

export function Routes(): React.JSX.Element {
  const [location] = useLocation();
  return (
    <Guard key={location.split('/')[1]}>
      <Suspense fallback={<Waiting />}>
        <Switch>
          <Route path={paths.home}><HomePage /></Route>
          <Route path={paths.search}><SearchPage /></Route>
          <Route path={paths.new_customer}><NewCustomerPage /></Route>
          <Route path={patterns.customer}>{({ number }) => <CustomerPage key={number} number={number} />}</Route>
          <Route path={paths.imports}><ImportListPage /></Route>
          <Route path={paths.import_new}><ImportWizardPage /></Route>
          <Route path={paths.reconcile}><ReconcilePage /></Route>
          <Route path={patterns.import_one}>{({ id }) => <ImportPage key={id} id={Number(id)} />}</Route>
          <Route path={paths.reviews}><ReviewPage /></Route>
          <Route path={paths.bulk}><BulkPage /></Route>
          <Route path={patterns.review}>{({ id }) => <ReviewPage id={id} />}</Route>
          <Route path={paths.verdicts}><VerdictsPage /></Route>
          <Route path={paths.model}><ModelPage /></Route>
          <Route path={paths.cleansing}><CleansingPage /></Route>
          <Route path={paths.conflicts}><ConflictsPage /></Route>
          <Route path={paths.audit}><AuditPage /></Route>
          <Route path={paths.numbers}><NumbersPage /></Route>
          <Route path={paths.keys}><KeysPage /></Route>
          <Route path={paths.exports}><ExportsPage /></Route>
          <Route path={paths.acts}><ActsPage /></Route>
          <Route path={paths.approvals}><ApprovalsPage /></Route>
          <Route path={patterns.erasure}>{({ id }) => <ErasurePage key={id} id={Number(id)} />}</Route>
          <Route path={paths.password}><PasswordPage /></Route>
          <Route path={paths.security}><SecurityPage /></Route>
          <Route path={paths.staff}><StaffPage /></Route>
          <Route><NotFound /></Route>
        </Switch>
      </Suspense>
    </Guard>
  );
}

function NotFound(): React.JSX.Element {
  const text = useText();
  return (
    <Page title={text('app.not_found')}>
      <div className="card"><Empty icon="file" title={text('app.not_found')} hint={text('app.not_found_hint')} /></div>
    </Page>
  );
}
