// SPDX-License-Identifier: Apache-2.0
// The canonical fields and how to call them, asked for once.
import { useQuery } from '@tanstack/react-query';

import { useLanguage } from '@/shared/i18n/i18n';

import { api, take } from './client';
import type { FieldInfo } from './types';

export interface Fields {
  all: FieldInfo[];
  label: (field: string, custom_name?: string | null) => string;
  order: (field: string) => number;
}

const none: FieldInfo[] = [];

export function useFields(): Fields {
  const language = useLanguage();
  const { data } = useQuery({
    queryKey: ['fields'],
    queryFn: () => take(api.GET('/fields')),
    staleTime: Infinity,
  });
  const all = data?.items ?? none;
  return {
    all,
    label: (field, custom_name) => {
      if (field === 'custom' && custom_name) return custom_name;
      const info = all.find((each) => each.name === field);
      if (!info) return custom_name ?? field;
      return language === 'ja' ? info.label_ja : info.label_en;
    },
    order: (field) => {
      const at = all.findIndex((each) => each.name === field);
      return at < 0 ? all.length : at;
    },
  };
}
