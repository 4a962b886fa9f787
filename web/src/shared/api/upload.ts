// SPDX-License-Identifier: Apache-2.0
// Sends a file as it is.  fetch() cannot say how much has gone out, and a 1 GiB file needs a bar,
// so this one call uses XMLHttpRequest.
import { currentLanguage } from '@/shared/i18n/language';

import { apiBase, ApiError, asProblem, csrf } from './client';
import type { Upload } from './types';

export function uploadFile(file: File, onProgress: (share: number) => void): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `${apiBase}/uploads`);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.setRequestHeader('Accept-Language', currentLanguage());
    request.setRequestHeader('X-Genbo-File-Name', encodeURIComponent(file.name));
    for (const [name, value] of Object.entries(csrf())) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onerror = () => reject(new TypeError('network'));
    request.onload = () => {
      const body = parse(request.responseText);
      if (request.status >= 200 && request.status < 300) resolve(body as Upload);
      else reject(new ApiError(request.status, asProblem(body)));
    };
    request.send(file);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
