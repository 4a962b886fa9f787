// SPDX-License-Identifier: Apache-2.0
import { SegmentedControl } from '@mantine/core';

import { useLanguage, useText } from '@/shared/i18n/i18n';
import { chooseLanguage, type Language } from '@/shared/i18n/language';

export function LanguageSwitch(): React.JSX.Element {
  const text = useText();
  const language = useLanguage();
  return (
    <SegmentedControl
      size="xs"
      aria-label={text('app.language')}
      value={language}
      onChange={(value) => chooseLanguage(value as Language)}
      data={[{ value: 'ja', label: text('app.language_ja') }, { value: 'en', label: text('app.language_en') }]}
    />
  );
}
