// SPDX-License-Identifier: Apache-2.0
// Short answers that go away by themselves, one at a time, read out by screen readers.
import { Button, Notification } from '@mantine/core';
import { useEffect, useSyncExternalStore } from 'react';

import { useText } from '@/shared/i18n/i18n';

import classes from './toast.module.css';

interface Toast {
  id: number;
  text: string;
  action?: { label: string; run: () => void };
}

const shown_ms = 6000;
let current: Toast | null = null;
let count = 0;
const listeners = new Set<() => void>();

function set(next: Toast | null): void {
  current = next;
  for (const listener of listeners) listener();
}

export function showToast(text: string, action?: Toast['action']): void {
  set({ id: ++count, text, action });
}

export function hideToast(): void {
  set(null);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Toasts(): React.JSX.Element {
  const text = useText();
  const toast = useSyncExternalStore(subscribe, () => current);
  useEffect(() => {
    if (toast === null) return;
    const timer = setTimeout(() => {
      if (current === toast) hideToast();
    }, shown_ms);
    return () => clearTimeout(timer);
  }, [toast]);
  return (
    <div className={classes.corner} role="status" aria-live="polite">
      {toast && (
        <Notification key={toast.id} onClose={hideToast} closeButtonProps={{ 'aria-label': text('common.close') }} withBorder>
          <div className={classes.line}>
            <span>{toast.text}</span>
            {toast.action && (
              <Button size="compact-sm" variant="light" onClick={() => { toast.action?.run(); hideToast(); }}>
                {toast.action.label}
              </Button>
            )}
          </div>
        </Notification>
      )}
    </div>
  );
}
