// SPDX-License-Identifier: Apache-2.0
// If a screen breaks, say so and offer the way out, instead of a white page.
import { Alert, Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';

import { translate } from '@/shared/i18n/i18n';
import { currentLanguage } from '@/shared/i18n/language';

export class Guard extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    const language = currentLanguage();
    return (
      <Alert m="lg" color="red" role="alert" title={translate(language, 'error.screen')}>
        <p>{translate(language, 'error.screen_hint')}</p>
        <Button onClick={() => location.reload()}>{translate(language, 'error.reload')}</Button>
      </Alert>
    );
  }
}
