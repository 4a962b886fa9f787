// SPDX-License-Identifier: Apache-2.0
import '@/shared/ui/styles';

import { setNonce } from 'get-nonce';
import { createRoot } from 'react-dom/client';

import { App } from '@/app/App';
import { styleNonce } from '@/shared/ui/theme';

setNonce(styleNonce());

createRoot(document.getElementById('root')!).render(<App />);
